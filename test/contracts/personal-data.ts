// The contract of every personal data store: find all items of a person and of nobody else, and erase them.
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  PersonalDataMatch,
  PersonalDataStore,
} from '../../functions/core/person/personal-data-store.ts';

export const ANA = 'anaanaanaanaana1';
export const BRUNO = 'brunobrunobruno1';

export interface PersonalDataFixture {
  readonly personalData: PersonalDataStore;
  /** Stores an item about these persons. */
  add(name: string, contacts: readonly string[]): Promise<void>;
}

export function personalDataContract(name: string, open: () => Promise<PersonalDataFixture>): void {
  describe(name, () => {
    let fixture: PersonalDataFixture;

    beforeEach(async () => {
      fixture = await open();
    });

    async function found(...contacts: string[]): Promise<PersonalDataMatch[]> {
      const all: PersonalDataMatch[] = [];
      let from: string | undefined;
      do {
        const part = await fixture.personalData.find(contacts, from);
        all.push(...part.found);
        from = part.next;
      } while (from !== undefined);
      return all;
    }

    test('finds the items of a person by any digest, and no others', async () => {
      await fixture.add('one', [ANA]);
      await fixture.add('two', [BRUNO, ANA]);
      await fixture.add('three', [BRUNO]);
      await fixture.add('four', []);
      expect(await found(ANA)).toHaveLength(2);
      expect(await found(BRUNO, ANA)).toHaveLength(3);
      expect(await found('nobodynobodynob1')).toEqual([]);
    });

    test('erases only the given items', async () => {
      await fixture.add('one', [ANA]);
      await fixture.add('two', [BRUNO]);
      for (const match of await found(ANA)) expect(await fixture.personalData.erase(match)).toBe(true);
      expect(await found(ANA)).toEqual([]);
      expect(await found(BRUNO)).toHaveLength(1);
    });

    test('accepts an item that is already erased', async () => {
      await fixture.add('one', [ANA]);
      const [match] = await found(ANA);
      if (match) await fixture.personalData.erase(match);
      expect(match && (await fixture.personalData.erase(match))).toBeTypeOf('boolean');
    });

    test('ends in an empty store', async () => {
      expect(await found(ANA)).toEqual([]);
    });
  });
}

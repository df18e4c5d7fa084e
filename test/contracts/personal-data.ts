// What every store must do that an erasure searches: find exactly one person's, to its end, and erase what it found.
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  PersonalDataMatch,
  PersonalDataStore,
} from '../../functions/core/person/personal-data-store.ts';

export const ANA = 'anaanaanaanaana1';
export const BRUNO = 'brunobrunobruno1';

export interface PersonalDataFixture {
  readonly personalData: PersonalDataStore;
  /** Puts an item there that is about these persons. */
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
        const look = await fixture.personalData.find(contacts, from);
        all.push(...look.found);
        from = look.next;
      } while (from !== undefined);
      return all;
    }

    test('finds what is about a person, by any of its digests, and nothing of others', async () => {
      await fixture.add('one', [ANA]);
      await fixture.add('two', [BRUNO, ANA]);
      await fixture.add('three', [BRUNO]);
      await fixture.add('four', []);
      expect(await found(ANA)).toHaveLength(2);
      expect(await found(BRUNO, ANA)).toHaveLength(3);
      expect(await found('nobodynobodynob1')).toEqual([]);
    });

    test('erases just what it is told to', async () => {
      await fixture.add('one', [ANA]);
      await fixture.add('two', [BRUNO]);
      for (const held of await found(ANA)) expect(await fixture.personalData.erase(held)).toBe(true);
      expect(await found(ANA)).toEqual([]);
      expect(await found(BRUNO)).toHaveLength(1);
    });

    test('does not mind what is gone already', async () => {
      await fixture.add('one', [ANA]);
      const [held] = await found(ANA);
      if (held) await fixture.personalData.erase(held);
      expect(held && (await fixture.personalData.erase(held))).toBeTypeOf('boolean');
    });

    test('comes to its end where there is nothing', async () => {
      expect(await found(ANA)).toEqual([]);
    });
  });
}

// Runs a table of expected results for the fixtures of a platform, and compares fixtures, table and README.
import { describe, expect, test } from 'vitest';
import type { Author, Direction, InboundEvent, ReadInbound } from '../../../functions/core/delivery/event.ts';
import { documentedFixtures, fixture, fixtures } from '../../fixtures/load.ts';

export interface Expected {
  readonly type: string;
  readonly unrecognised?: string;
  readonly direction: Direction;
  readonly author: Author;
  readonly private?: true;
  readonly noise?: true;
  readonly channel?: string;
  readonly conversation?: readonly string[];
  /** The deduplication key: from a part of the body, from the whole body, or none. */
  readonly deduplicationKey: 'own' | 'body' | 'none';
  readonly wait?: 'opens' | 'closes';
  /** By what the body says, a person has the conversation. */
  readonly taken?: true;
}

/** The values for rows. */
export const FROM_CUSTOMER = { direction: 'inbound', author: 'customer' } as const;
export const FROM_OPERATOR = { direction: 'outbound', author: 'operator' } as const;
export const FROM_BOT = { direction: 'outbound', author: 'bot' } as const;
export const FROM_PLATFORM = { direction: 'none', author: 'system' } as const;
export const NOISE = { ...FROM_PLATFORM, noise: true } as const;

export function fixtureTable(
  folder: string,
  read: ReadInbound,
  table: Readonly<Record<string, Expected>>,
): void {
  describe('each fixture has the result in the table', () => {
    test.each(Object.entries(table))('%s', (name, expected) => {
      const { body, text } = fixture(folder, name);
      expect(summary(read(body, text))).toEqual(expected);
    });
  });

  test('every fixture is in the table, and its origin in the README', () => {
    const names = fixtures(folder).map(({ name }) => name);
    expect(Object.keys(table).sort()).toEqual(names);
    expect([...documentedFixtures(folder)].sort()).toEqual(names);
  });
}

/** contacts.test.ts tests the contacts. */
function summary({
  contacts: _contacts,
  deduplicationKey,
  wait,
  private: isPrivate,
  noise,
  ...rest
}: InboundEvent): object {
  return {
    ...rest,
    ...(isPrivate && { private: true }),
    ...(noise && { noise: true }),
    deduplicationKey: deduplicationKey ? (deduplicationKey[0] === 'body' ? 'body' : 'own') : 'none',
    ...(wait && { wait: wait.effect }),
  };
}

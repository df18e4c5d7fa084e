// Runs a table of expectations over a platform's fixtures, and holds fixtures, table and README to each other.
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
  /** What tells it from others: something in it, nothing but its letters, or nothing. */
  readonly deduplicationKey: 'own' | 'body' | 'none';
  readonly wait?: 'opens' | 'closes';
}

/** The words that rows are made of. */
export const CUSTOMER_SAYS = { direction: 'inbound', author: 'customer' } as const;
export const OPERATOR_SAYS = { direction: 'outbound', author: 'operator' } as const;
export const BOT_SAYS = { direction: 'outbound', author: 'bot' } as const;
export const PLATFORM_TELLS = { direction: 'none', author: 'system' } as const;
export const NOISE = { ...PLATFORM_TELLS, noise: true } as const;

export function fixtureTable(
  folder: string,
  read: ReadInbound,
  table: Readonly<Record<string, Expected>>,
): void {
  describe('each fixture is read as the table says', () => {
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

/** Whom it is about, contacts.test.ts asks. */
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

// Which deliveries open a cycle, close one, or change nothing. Where the times matter, a comment gives the sequence.

import { describe, expect, test } from 'vitest';
import {
  type Arrival,
  arrivalOf,
  type Registration,
  register,
} from '../../../../functions/core/wait/registration.ts';
import type { Session } from '../../../../functions/core/wait/session.ts';
import {
  arrival,
  DEADLINE_MS,
  ENDED,
  OPEN,
  PROGRESS,
  pastCycle,
  sampleWaitJob,
  session,
  T0,
} from '../../../builders.ts';

const AT_SEND = PROGRESS.sending.update.firstSendAtMs;

/** A later delivery of the identical event. */
const again = (receivedAtMs: number, fields: Partial<Arrival> = {}) =>
  arrival({ deliveryId: 'delivery-2', receivedAtMs, ...fields });

const kindOf = (before: Session | undefined, next: Arrival) => register(before, next).outcome.kind;

/** Registers the arrivals in their order. Returns the outcome of each, and the session at the end. */
function registerAll(...arrivals: Arrival[]): { kinds: Registration['kind'][]; end: Session | undefined } {
  let end: Session | undefined;
  const kinds = arrivals.map((one) => {
    const { outcome, next } = register(end, one);
    end = next ?? end;
    return outcome.kind;
  });
  return { kinds, end };
}

test('the first delivery of a session opens its first cycle', () => {
  const { outcome, next } = register(undefined, arrival());
  expect(outcome).toEqual({ kind: 'opened' });
  expect(next).toEqual(session(PROGRESS.waiting));
});

test('a job registers the same arrival as ingest', () => {
  expect(arrivalOf(sampleWaitJob(), DEADLINE_MS)).toEqual(arrival());
});

test.each([...OPEN, ...ENDED])('a second registration of a delivery is known: $state', (progress) => {
  const { outcome, next } = register(session(progress), arrival());
  expect(outcome).toEqual({ kind: 'known' });
  expect(next).toBeUndefined();
});

test('a delivery that opened or closed an earlier cycle is known', () => {
  const superseded = session(PROGRESS.waiting, {
    cycle: { number: 2, deliveryId: 'delivery-2' },
    past: [pastCycle({ deliveryId: 'delivery-1' })],
  });
  expect(kindOf(superseded, arrival())).toBe('known');
  const optOut = arrival({ effect: 'closes', deliveryId: 'delivery-9' });
  expect(registerAll(arrival({ receivedAtMs: T0 - 1 }), optOut, optOut).kinds).toEqual([
    'opened',
    'closed',
    'known',
  ]);
});

describe('an identical event with its own time', () => {
  const timed = { hasOwnTime: true };

  test.each([...OPEN, ...ENDED])('is a repeat at any time: $state', (progress) => {
    const { outcome, next } = register(session(progress, { cycle: timed }), again(T0 + 1e9, timed));
    expect(outcome).toEqual({ kind: 'repeat' });
    expect(next).toBeUndefined();
  });

  // Eight events come, each with its own time. The oldest comes again: a repeat.
  // A ninth event comes. The oldest is no longer stored, so it opens a cycle.
  test('is a repeat of any of the last eight cycles, and of no earlier one', () => {
    const event = (at: number, delivery = `d${at}`) =>
      arrival({ ...timed, identity: `event-${at}`, deliveryId: delivery, receivedAtMs: T0 + at });
    const eight = Array.from({ length: 8 }, (_, at) => event(at));
    const oldest = { ...event(0), deliveryId: 'again', receivedAtMs: T0 + 100 };
    const { kinds, end } = registerAll(...eight, oldest);
    expect(kinds.at(-1)).toBe('repeat');
    expect(end?.past).toHaveLength(7);
    const longer = registerAll(...eight, event(8), oldest);
    expect(longer.kinds.at(-1)).toBe('opened');
    expect(longer.end?.past).toHaveLength(7);
  });

  test('is different from an event without its own time', () => {
    expect(kindOf(session(PROGRESS.waiting), again(T0 + 1, timed))).toBe('opened');
    expect(kindOf(session(PROGRESS.waiting, { cycle: timed }), again(T0 + 1))).toBe('opened');
  });
});

describe('an identical event without its own time', () => {
  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated, PROGRESS.decided])(
    'is a repeat while no call has started: $state',
    (progress) => {
      const { outcome, next } = register(session(progress), again(T0 + 60_000));
      expect(outcome).toEqual({ kind: 'repeat' });
      expect(next).toBeUndefined();
    },
  );

  // The first call of the first event starts.
  // The second event, received before the call, is registered after it: a repeat.
  // The third event is received when the call starts. The flow may be at the same block again, so it opens a cycle.
  test.each([PROGRESS.sending, PROGRESS.continued, PROGRESS.refused])(
    'is a repeat when received before the start of the first call, otherwise a new visit: $state',
    (progress) => {
      expect(kindOf(session(progress), again(AT_SEND - 1))).toBe('repeat');
      expect(kindOf(session(progress), again(AT_SEND))).toBe('opened');
    },
  );

  test('is a new visit between a failed call and the next one', () => {
    const failed = { ...PROGRESS.decided, update: PROGRESS.sending.update };
    expect(kindOf(session(failed), again(AT_SEND - 1))).toBe('repeat');
    expect(kindOf(session(failed), again(AT_SEND + 1))).toBe('opened');
  });

  test('is a new visit after a cycle without a call', () => {
    const { update, ...refused } = PROGRESS.refused;
    const uncalled = { ...refused, update: { attempts: 0, dueAtMs: update.dueAtMs } };
    expect(kindOf(session(uncalled), again(T0 + 1))).toBe('opened');
    expect(kindOf(session(PROGRESS.closed), again(T0 + 1))).toBe('opened');
  });

  test('is also compared with earlier cycles that had a call', () => {
    const moved = (past: Parameters<typeof pastCycle>[0]) =>
      session(PROGRESS.waiting, {
        cycle: { number: 2, deliveryId: 'delivery-3', identity: 'text', receivedAtMs: T0 + 50 },
        past: [pastCycle(past)],
      });
    expect(kindOf(moved({ firstSendAtMs: AT_SEND }), again(AT_SEND - 1))).toBe('repeat');
    expect(kindOf(moved({ firstSendAtMs: AT_SEND }), again(AT_SEND))).toBe('opened');
    expect(kindOf(moved({}), again(AT_SEND - 1))).toBe('opened');
  });
});

describe('another event', () => {
  const other = (receivedAtMs: number) => again(receivedAtMs, { identity: 'text' });

  test.each(OPEN)('supersedes the open cycle: $state', (progress) => {
    const before = session(progress);
    const { outcome, next } = register(before, other(T0 + 1));
    expect(outcome).toEqual({ kind: 'opened', superseded: before.cycle });
    expect(next?.cycle).toMatchObject({
      number: 2,
      deliveryId: 'delivery-2',
      progress: { state: 'waiting' },
    });
    expect(next?.newest).toEqual({ receivedAtMs: T0 + 1, deliveryId: 'delivery-2' });
    expect(next?.past).toEqual([
      {
        ...pastCycle({ deliveryId: 'delivery-1' }),
        ...firstSend(progress.state === 'sending'),
        ...('decision' in progress && { by: progress.decision.by }),
      },
    ]);
    expect(next?.uncounted).toEqual([{ source: 'treble', outcome: 'superseded', times: 1 }]);
  });

  test.each(ENDED)('supersedes no ended cycle: $state', (progress) => {
    const { outcome, next } = register(session(progress), other(T0 + 1));
    expect(outcome).toEqual({ kind: 'opened' });
    expect(next?.cycle?.number).toBe(2);
    expect(next?.uncounted).toBeUndefined();
  });

  const firstSend = (begun: boolean) => (begun ? { firstSendAtMs: AT_SEND } : {});
});

describe('an older delivery that arrives late', () => {
  test.each([...OPEN, ...ENDED])('changes nothing, with any effect: $state', (progress) => {
    for (const effect of ['opens', 'closes'] as const) {
      const late = again(T0 - 1, { identity: 'text', effect });
      const { outcome, next } = register(session(progress), late);
      expect(outcome).toEqual({ kind: 'outdated' });
      expect(next).toBeUndefined();
    }
  });

  test('of the same millisecond is ordered by its id', () => {
    const other = { identity: 'text', receivedAtMs: T0 };
    expect(kindOf(session(PROGRESS.waiting), arrival({ ...other, deliveryId: 'delivery-0' }))).toBe(
      'outdated',
    );
    expect(kindOf(session(PROGRESS.waiting), arrival({ ...other, deliveryId: 'delivery-2' }))).toBe('opened');
  });

  // A photo comes, then a text, which supersedes it.
  // A sticker with a time between the two arrives last. The text stays.
  test('does not supersede a newer delivery', () => {
    const { kinds, end } = registerAll(
      arrival({ receivedAtMs: T0 }),
      arrival({ receivedAtMs: T0 + 20, deliveryId: 'd-text', identity: 'text' }),
      arrival({ receivedAtMs: T0 + 10, deliveryId: 'd-sticker', identity: 'sticker' }),
    );
    expect(kinds).toEqual(['opened', 'opened', 'outdated']);
    expect(end?.cycle?.deliveryId).toBe('d-text');
  });
});

// The platform sends a photo twice.
// A text, received between the two, arrives last.
// It is newer than the photo that opened the cycle, so it supersedes it.
test('a repeat does not change the newest delivery', () => {
  const { kinds, end } = registerAll(
    arrival({ receivedAtMs: T0 }),
    again(T0 + 20),
    arrival({ receivedAtMs: T0 + 10, deliveryId: 'd-text', identity: 'text' }),
  );
  expect(kinds).toEqual(['opened', 'repeat', 'opened']);
  expect(end?.newest).toEqual({ receivedAtMs: T0 + 10, deliveryId: 'd-text' });
});

describe('an opt-out', () => {
  const optOut = (receivedAtMs: number, deliveryId = 'd-out') =>
    arrival({ effect: 'closes', identity: 'out', receivedAtMs, deliveryId });

  test.each(OPEN)('closes an open cycle, and removes its decision: $state', (progress) => {
    const before = session(progress);
    const { outcome, next } = register(before, optOut(T0 + 5));
    expect(outcome).toEqual({ kind: 'closed', ended: before.cycle });
    expect(next?.cycle?.progress).toEqual({
      state: 'closed',
      ...('update' in progress && { update: progress.update }),
      ending: { reason: 'opt_out', atMs: T0 + 5 },
    });
    expect(next?.newest).toEqual({ receivedAtMs: T0 + 5, deliveryId: 'd-out' });
  });

  test.each(ENDED)('does not change an ended cycle: $state', (progress) => {
    const { outcome, next } = register(session(progress), optOut(T0 + 5));
    expect(outcome).toEqual({ kind: 'closed' });
    expect(next?.cycle?.progress).toEqual(progress);
    expect(next?.newest.deliveryId).toBe('d-out');
  });

  // The customer opts out. An earlier photo is registered after that and opens nothing,
  // because the customer wants no messages.
  // A later message opens a cycle, the first one.
  test('ignores earlier deliveries that are registered later', () => {
    const { kinds, end } = registerAll(optOut(T0 + 5), arrival(), again(T0 + 10));
    expect(kinds).toEqual(['closed', 'outdated', 'opened']);
    expect(end?.cycle?.number).toBe(1);
  });

  test('does not reopen the closed cycle', () => {
    const { kinds, end } = registerAll(arrival(), optOut(T0 + 5), again(T0 + 3), optOut(T0 + 4, 'd-earlier'));
    expect(kinds).toEqual(['opened', 'closed', 'outdated', 'outdated']);
    expect(end?.cycle?.progress.state).toBe('closed');
  });
});

test('a session keeps the contact digests of all its deliveries, the newest first and at most eight', () => {
  const named = (at: number, ...contacts: string[]) =>
    arrival({ deliveryId: `d-${at}`, receivedAtMs: T0 + at, identity: `i-${at}`, contacts });
  expect(
    registerAll(named(1, 'a'), named(2, 'b', 'a'), arrival({ ...named(3), effect: 'closes' })).end?.contacts,
  ).toEqual(['b', 'a']);
  const many = Array.from({ length: 10 }, (_, at) => named(at, `c-${at}`));
  expect(registerAll(...many).end?.contacts).toEqual(Array.from({ length: 8 }, (_, back) => `c-${9 - back}`));
  expect(registerAll(arrival()).end).not.toHaveProperty('contacts');
});

test('the contact digests of a job are in its arrival', () => {
  expect(arrivalOf(sampleWaitJob({ contacts: ['a'] }), DEADLINE_MS).contacts).toEqual(['a']);
});

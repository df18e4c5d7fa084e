// The wait machine's steps, taken in any order at any time: what holds of every session that can come about.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claim, delegate, release, renew } from '../../functions/core/wait/claim.ts';
import { decide, decision } from '../../functions/core/wait/decision.ts';
import { nextAction, recordRequeue } from '../../functions/core/wait/next-action.ts';
import { register } from '../../functions/core/wait/registration.ts';
import { beginSend, endSend, refuse } from '../../functions/core/wait/sending.ts';
import {
  hasEnded,
  nextDueAtMs,
  parseSession,
  REMEMBERED_CYCLES,
  type Session,
  type Step,
} from '../../functions/core/wait/session.ts';
import { arrival, T0 } from '../functions/core/wait/builders.ts';
import { runs } from './runs.ts';

type Asked = (given: Session | undefined, nowMs: number) => Step<unknown>;

interface Move {
  readonly name: string;
  readonly gapMs: number;
  readonly step: Asked;
  /** Asked again after a lost confirmation it says what it said before. */
  readonly saysTheSame: boolean;
}

const owner = fc.constantFrom('one', 'two', 'three');
/** The cycle that stands there, or the one before it. */
const ago = fc.constantFrom(0, 0, 0, 1);
const numberOf = (given: Session | undefined, back: number) => (given?.cycle?.number ?? 1) - back;
const gapMs = fc.constantFrom(0, 1, 1000, 14_000, 16_000, 41_000, 61_000, 301_000, 25 * 3600_000);

const arriving = fc
  .record({
    id: fc.integer({ min: 0, max: 5 }),
    agoMs: fc.constantFrom(0, 0, 500, 20_000),
    effect: fc.constantFrom('opens', 'opens', 'opens', 'closes'),
    identity: fc.constantFrom('photo', 'text'),
    hasOwnTime: fc.boolean(),
  })
  .map(({ id, agoMs, ...others }) => {
    const step: Asked = (given, nowMs) =>
      register(given, arrival({ ...others, deliveryId: `d${id}`, receivedAtMs: nowMs - agoMs }));
    return { name: 'register', step, saysTheSame: false };
  });

const working = fc
  .record({ name: fc.constantFrom('claim', 'renew', 'release', 'delegate', 'decide'), owner, ago })
  .chain(({ name, owner: by, ago: back }) =>
    fc.constantFrom('done', 'failed', 'timeout').map((cause) => {
      const step: Asked = (given, nowMs) => {
        const holder = { cycle: numberOf(given, back), owner: by };
        switch (name) {
          case 'claim': {
            const deliveryId = given?.cycle?.deliveryId ?? 'd0';
            return claim(given, { deliveryId, owner: by, nowMs, leaseMs: 40_000 });
          }
          case 'renew':
            return renew(given, { ...holder, nowMs, leaseMs: 40_000 });
          case 'release':
            return release(given, holder);
          case 'delegate':
            return delegate(given, holder);
          case 'decide': {
            const made = decision(by, cause, [{ key: 'at', value: `${nowMs}` }]);
            return decide(given, { cycle: holder.cycle, decision: made, nowMs, dueAtMs: nowMs });
          }
        }
      };
      return { name, step, saysTheSame: name !== 'release' };
    }),
  );

const sending = fc
  .record({ owner, ago, result: fc.constantFrom('continued', 'retry', 'refused') })
  .chain(({ owner: by, ago: back, result }) =>
    fc.constantFrom('begin', 'begin', 'end', 'end', 'refuse', 'requeued').map((name) => {
      const step: Asked = (given, nowMs) => {
        const cycle = numberOf(given, back);
        switch (name) {
          case 'begin':
            return beginSend(given, { cycle, owner: by, nowMs, leaseMs: 15_000, windowMs: 20 * 3600_000 });
          case 'end': {
            const about = { kind: result, dueAtMs: nowMs + 1000, reason: 'treble_404' } as const;
            return endSend(given, { cycle, owner: by, nowMs, result: about });
          }
          case 'refuse':
            return refuse(given, { cycle, reason: 'window_closed', nowMs });
          case 'requeued':
            return recordRequeue(given, { cycle, nowMs });
        }
      };
      return { name, step, saysTheSame: name === 'begin' || (name === 'end' && result === 'continued') };
    }),
  );

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc
    .tuple(gapMs, fc.oneof(arriving, { arbitrary: working, weight: 2 }, { arbitrary: sending, weight: 2 }))
    .map(([gap, move]) => ({ gapMs: gap, ...move })),
  { maxLength: 40, size: 'max' },
);

/** Takes the moves one after the other and shows each. */
function play(
  taken: readonly Move[],
  see: (before: Session | undefined, after: Session, move: Move, nowMs: number, outcome: unknown) => void,
): void {
  let given: Session | undefined;
  let nowMs = T0;
  for (const move of taken) {
    nowMs += move.gapMs;
    const { outcome, next } = move.step(given, nowMs);
    if (!next) continue;
    see(given, next, move, nowMs, outcome);
    given = next;
  }
}

test('the sweeper looks at a session just when it owes it something', () => {
  fc.assert(
    fc.property(moves, (taken) => {
      play(taken, (_before, after, _move, nowMs) => {
        const look = nextDueAtMs(after);
        if (look === undefined) {
          expect(nextAction(after, nowMs + 1e12)).toBe('none');
          return;
        }
        for (const late of [0, 1, 60_000, 1e9]) expect(nextAction(after, look + late)).not.toBe('none');
        for (const early of [1, 60_000, 1e9]) expect(nextAction(after, look - early)).toBe('none');
      });
    }),
    runs(300),
  );
});

test('a step whose confirmation was lost changes nothing when it is asked again', () => {
  fc.assert(
    fc.property(moves, (taken) => {
      play(taken, (_before, after, move, nowMs, outcome) => {
        const again = move.step(after, nowMs);
        expect(again.next ?? after).toEqual(after);
        if (move.saysTheSame) expect(again.outcome).toEqual(outcome);
        if (move.name === 'register') expect(again.outcome).toEqual({ kind: 'known' });
      });
    }),
    runs(300),
  );
});

test('what has ended stays as it is until a newer delivery opens the next', () => {
  fc.assert(
    fc.property(moves, (taken) => {
      play(taken, (before, after) => {
        const [from, to] = [before?.cycle, after.cycle];
        if (before && !isDeepStrictEqual(before.newest, after.newest)) {
          const [was, is] = [before.newest, after.newest];
          expect([is.receivedAtMs, is.deliveryId] > [was.receivedAtMs, was.deliveryId]).toBe(true);
        }
        if (from && to?.number === from.number && hasEnded(from)) expect(to).toEqual(from);
        if (from && to?.number !== from.number) {
          expect(to?.number).toBe(from.number + 1);
          expect(to?.deliveryId).toBe(after.newest.deliveryId);
        }
      });
    }),
    runs(300),
  );
});

test('every session can be written and read again, and remembers no more than it must', () => {
  fc.assert(
    fc.property(moves, (taken) => {
      play(taken, (_before, after) => {
        expect(parseSession(JSON.stringify(after))).toEqual(after);
        expect(after.past.length).toBeLessThan(REMEMBERED_CYCLES);
      });
    }),
    runs(300),
  );
});

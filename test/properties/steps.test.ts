// The steps of the wait machine in any order at any time: the properties of every possible session.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WAIT } from '../../functions/core/policy.ts';
import { claim, deferWork, delegate, release, renew } from '../../functions/core/wait/claim.ts';
import { decide, decision } from '../../functions/core/wait/decision.ts';
import { sessionItem, sessionOf } from '../../functions/core/wait/dynamodb-session-item.ts';
import { nextAction, recordRequeue } from '../../functions/core/wait/next-action.ts';
import { register } from '../../functions/core/wait/registration.ts';
import { beginSend, endSend, refuse } from '../../functions/core/wait/sending.ts';
import {
  hasEnded,
  listAtMs,
  nextDueAtMs,
  type Session,
  type Step,
} from '../../functions/core/wait/session.ts';
import { text } from '../../functions/runtime/aws/item.ts';
import { arrival, BY_UPDATE, T0, UPDATE_PLAN } from '../builders.ts';
import { runs } from './runs.ts';

type TakeStep = (session: Session | undefined, nowMs: number) => Step<unknown>;

interface Move {
  readonly name: string;
  readonly gapMs: number;
  readonly step: TakeStep;
  /** Repeated after a lost confirmation, it has the same outcome. */
  readonly sameOutcome: boolean;
}

const owner = fc.constantFrom('one', 'two', 'three');
/** The current cycle, or the one before it. */
const ago = fc.constantFrom(0, 0, 0, 1);
const numberOf = (session: Session | undefined, back: number) => (session?.cycle?.number ?? 1) - back;
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
    const step: TakeStep = (session, nowMs) =>
      register(session, arrival({ ...others, deliveryId: `d${id}`, receivedAtMs: nowMs - agoMs }));
    return { name: 'register', step, sameOutcome: false };
  });

const workSteps = ['claim', 'renew', 'release', 'defer', 'delegate', 'decide'] as const;
/** The pause before the next attempt, when the job moves from the queue to the table. */
const laterMs = fc.constantFrom(undefined, 25_000, 600_000, 26 * 3600_000);

const working = fc
  .record({ name: fc.constantFrom(...workSteps), owner, ago, laterMs, isFirst: fc.boolean() })
  .chain(({ name, owner: by, ago: back, laterMs: afterMs, isFirst }) =>
    fc.constantFrom('done', 'failed', 'timeout').map((cause) => {
      const step: TakeStep = (session, nowMs) => {
        const attempts = isFirst ? 1 : (session?.cycle?.attempts ?? 0);
        const holder = { cycle: numberOf(session, back), owner: by, attempts };
        const dueAtMs = afterMs === undefined ? undefined : nowMs + afterMs;
        switch (name) {
          case 'claim': {
            const deliveryId = session?.cycle?.deliveryId ?? 'd0';
            return claim(session, { deliveryId, owner: by, nowMs, leaseMs: 40_000, isFirst });
          }
          case 'renew':
            return renew(session, { ...holder, nowMs, leaseMs: 40_000 });
          case 'release':
            return release(session, { ...holder, dueAtMs });
          case 'defer':
            return deferWork(session, { ...holder, dueAtMs });
          case 'delegate':
            return delegate(session, holder);
          case 'decide': {
            const made = decision(by, cause, { keys: [{ key: 'at', value: `${nowMs}` }] });
            return decide(session, { cycle: holder.cycle, decision: made, nowMs, dueAtMs: nowMs });
          }
        }
      };
      return { name, step, sameOutcome: name !== 'release' && name !== 'defer' };
    }),
  );

const sending = fc
  .record({ owner, ago, result: fc.constantFrom('done', 'retry', 'refused') })
  .chain(({ owner: by, ago: back, result }) =>
    fc.constantFrom('begin', 'begin', 'end', 'end', 'refuse', 'requeued').map((name) => {
      const step: TakeStep = (session, nowMs) => {
        const cycle = numberOf(session, back);
        switch (name) {
          case 'begin':
            return beginSend(session, {
              cycle,
              owner: by,
              nowMs,
              leaseMs: 15_000,
              windowMs: 20 * 3600_000,
              ...BY_UPDATE,
            });
          case 'end': {
            const about = { kind: result, dueAtMs: nowMs + 1000, reason: 'treble_404' } as const;
            const made = { call: { name: 'update' }, plan: UPDATE_PLAN };
            return endSend(session, { cycle, owner: by, nowMs, result: about, ...made });
          }
          case 'refuse':
            return refuse(session, { cycle, reason: 'window_closed', nowMs });
          case 'requeued':
            return recordRequeue(session, { cycle, nowMs });
        }
      };
      return { name, step, sameOutcome: name === 'begin' || (name === 'end' && result === 'done') };
    }),
  );

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc
    .tuple(gapMs, fc.oneof(arriving, { arbitrary: working, weight: 2 }, { arbitrary: sending, weight: 2 }))
    .map(([gap, move]) => ({ gapMs: gap, ...move })),
  { maxLength: 40, size: 'max' },
);

interface Taken {
  readonly before: Session | undefined;
  readonly after: Session;
  readonly move: Move;
  readonly nowMs: number;
  readonly outcome: unknown;
}

/** Takes the moves in their order, and calls `see` for each. */
function play(taken: readonly Move[], see: (one: Taken) => void): void {
  let session: Session | undefined;
  let nowMs = T0;
  for (const move of taken) {
    nowMs += move.gapMs;
    const { outcome, next } = move.step(session, nowMs);
    if (!next) continue;
    see({ before: session, after: next, move, nowMs, outcome });
    session = next;
  }
}

test('a session is due exactly when it has a next action', () => {
  fc.assert(
    fc.property(moves, (taken) => {
      play(taken, ({ after, nowMs }) => {
        const dueAtMs = nextDueAtMs(after);
        if (dueAtMs === undefined) {
          expect(nextAction(after, nowMs + 1e12)).toBe('none');
          return;
        }
        for (const late of [0, 1, 60_000, 1e9]) expect(nextAction(after, dueAtMs + late)).not.toBe('none');
        for (const early of [1, 60_000, 1e9]) expect(nextAction(after, dueAtMs - early)).toBe('none');
      });
    }),
    runs(300),
  );
});

test('the list shows what is due in time, whatever was listed before', () => {
  const before = fc.option(fc.integer({ min: -120_000, max: 600_000 }), { nil: undefined });
  fc.assert(
    fc.property(moves, before, (taken, sooner) => {
      play(taken, ({ after, nowMs }) => {
        const dueAtMs = nextDueAtMs(after);
        const listedAtMs = listAtMs(after, sooner && nowMs + sooner, nowMs);
        expect(listedAtMs === undefined).toBe(dueAtMs === undefined);
        if (listedAtMs === undefined || dueAtMs === undefined || !after.cycle) return;
        const { progress, deadlineAtMs } = after.cycle;
        const isLease = 'lease' in progress;
        expect(listedAtMs).toBeLessThanOrEqual(isLease ? dueAtMs + 60_000 : dueAtMs);
        if (progress.state !== 'sending') {
          expect(listedAtMs).toBeLessThanOrEqual(Math.max(deadlineAtMs, dueAtMs));
          // What the sweeper has looked at in vain does not stay as it is.
          if (listedAtMs <= nowMs) expect(listedAtMs).toBe(dueAtMs);
        }
      });
    }),
    runs(300),
  );
});

test('a step that is repeated after a lost confirmation changes nothing', () => {
  fc.assert(
    fc.property(moves, (taken) => {
      play(taken, ({ after, move, nowMs, outcome }) => {
        const again = move.step(after, nowMs);
        expect(again.next ?? after).toEqual(after);
        if (move.sameOutcome) expect(again.outcome).toEqual(outcome);
        if (move.name === 'register') expect(again.outcome).toEqual({ kind: 'known' });
      });
    }),
    runs(300),
  );
});

test('an ended cycle does not change until a newer delivery opens the next one', () => {
  fc.assert(
    fc.property(moves, (taken) => {
      play(taken, ({ before, after }) => {
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

test('every session can be written and read, and its past has a limit', () => {
  fc.assert(
    fc.property(moves, (taken) => {
      play(taken, ({ after }) => {
        expect(sessionOf({ ...sessionItem(after), ref: text(after.ref) })).toEqual(after);
        expect(after.past.length).toBeLessThan(WAIT.rememberedCycles);
      });
    }),
    runs(300),
  );
});

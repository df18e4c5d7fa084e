// Who may work on a cycle, and whose decision stands.
import { describe, expect, test } from 'vitest';
import { WAIT } from '../../../../functions/core/policy.ts';
import { claim, delegate, release, renew } from '../../../../functions/core/wait/claim.ts';
import { decide } from '../../../../functions/core/wait/decision.ts';
import type { Decision } from '../../../../functions/core/wait/session.ts';
import { DEADLINE_MS, DECISION, ENDED, PROGRESS, pastCycle, session, T0 } from '../../../builders.ts';

const LEASE_MS = 40_000;
const claimant = { deliveryId: 'delivery-1', owner: 'worker-2', nowMs: T0 + 10, leaseMs: LEASE_MS };
const { untilMs } = PROGRESS.processing.lease;

describe('claiming', () => {
  test('takes the lease on a cycle that waits, and counts the attempt', () => {
    const before = session(PROGRESS.waiting);
    const { outcome, next } = claim(before, claimant);
    expect(next?.cycle).toEqual({
      ...before.cycle,
      attempts: 1,
      progress: { state: 'processing', lease: { owner: 'worker-2', untilMs: T0 + 10 + LEASE_MS } },
    });
    expect(outcome).toEqual({ kind: 'claimed', cycle: next?.cycle });
    expect(claim(next, claimant)).toEqual({ outcome });
  });

  test('finds a cycle leased while its lease lasts, to the millisecond', () => {
    const held = session(PROGRESS.processing);
    expect(claim(held, { ...claimant, nowMs: untilMs - 1 })).toEqual({
      outcome: { kind: 'leased', untilMs },
    });
    const { outcome, next } = claim(held, { ...claimant, nowMs: untilMs });
    expect(outcome.kind).toBe('claimed');
    expect(next?.cycle).toMatchObject({
      attempts: 2,
      crashes: 1,
      progress: { lease: { owner: 'worker-2' } },
    });
  });

  test('knows its own lease again, also when it has run out', () => {
    const before = session(PROGRESS.processing);
    const owner = 'worker-1';
    expect(claim(before, { ...claimant, owner })).toEqual({
      outcome: { kind: 'claimed', cycle: before.cycle },
    });
    expect(claim(before, { ...claimant, owner, nowMs: untilMs + 1 }).outcome.kind).toBe('claimed');
  });

  test.each([PROGRESS.waiting, PROGRESS.processing])(
    'leaves a cycle past its deadline to be decided: $state',
    (progress) => {
      const before = session(progress);
      const nowMs = T0 + DEADLINE_MS;
      expect(claim(before, { ...claimant, nowMs: nowMs - 1 }).outcome.kind).toBe('claimed');
      expect(claim(before, { ...claimant, nowMs })).toEqual({
        outcome: { kind: 'overdue', cycle: before.cycle },
      });
    },
  );

  test('gives up on a cycle whose workers keep dying', () => {
    const late = { ...claimant, nowMs: untilMs };
    const died = (crashes: number) => session(PROGRESS.processing, { cycle: { crashes } });
    expect(claim(died(WAIT.maxCrashes - 2), late).outcome.kind).toBe('claimed');
    const exhausted = died(WAIT.maxCrashes - 1);
    expect(claim(exhausted, late)).toEqual({ outcome: { kind: 'exhausted', cycle: exhausted.cycle } });
    const waiting = session(PROGRESS.waiting, { cycle: { crashes: WAIT.maxCrashes } });
    expect(claim(waiting, late).outcome.kind).toBe('exhausted');
  });

  test('never takes what a processor has taken over', () => {
    const delegated = session(PROGRESS.delegated);
    expect(claim(delegated, claimant)).toEqual({ outcome: { kind: 'delegated' } });
    expect(claim(delegated, { ...claimant, nowMs: T0 + 1e9 })).toEqual({ outcome: { kind: 'delegated' } });
  });

  test('finds a decision that stands, to be sent', () => {
    const decided = session(PROGRESS.decided);
    expect(claim(decided, claimant)).toEqual({ outcome: { kind: 'decided', cycle: decided.cycle } });
  });

  test('finds a decision that is being sent leased, and to be sent when that lease has run out', () => {
    const sending = session(PROGRESS.sending);
    expect(claim(sending, { ...claimant, nowMs: untilMs - 1 })).toEqual({
      outcome: { kind: 'leased', untilMs },
    });
    expect(claim(sending, { ...claimant, nowMs: untilMs })).toEqual({
      outcome: { kind: 'decided', cycle: sending.cycle },
    });
  });

  test.each(ENDED)('finds a cycle over: $state', (progress) => {
    expect(claim(session(progress), claimant)).toEqual({ outcome: { kind: 'ended' } });
  });

  test('tells a cycle that was superseded from one that was never registered', () => {
    const next = { number: 2, deliveryId: 'delivery-2' };
    const past = [pastCycle({ deliveryId: 'delivery-1' })];
    expect(claim(session(PROGRESS.waiting, { cycle: next, past }), claimant)).toEqual({
      outcome: { kind: 'superseded' },
    });
    const unregistered = { outcome: { kind: 'unregistered' } };
    expect(claim(session(PROGRESS.waiting, { cycle: next }), claimant)).toEqual(unregistered);
    expect(claim(undefined, claimant)).toEqual(unregistered);
    const { v, ref, sessionId, newest } = session(PROGRESS.waiting);
    expect(claim({ v, ref, sessionId, newest, past: [] }, claimant)).toEqual(unregistered);
  });
});

const ours = { cycle: 1, owner: 'worker-1' };

const renewal = { ...ours, nowMs: T0 + 30_000, leaseMs: LEASE_MS };
const keepers = [
  ['renewing', (s: Parameters<typeof renew>[0], who: typeof ours) => renew(s, { ...renewal, ...who })],
  ['giving back', release],
] as const;

describe.each(keepers)('%s', (_name, step) => {
  test.each([
    ['somebody else holds the lease', session(PROGRESS.processing), { ...ours, owner: 'worker-2' }],
    ['the cycle was superseded', session(PROGRESS.processing, { cycle: { number: 2 } }), ours],
    ['the cycle was given back by the sweeper', session(PROGRESS.waiting), ours],
    ['somebody has decided', session(PROGRESS.decided), ours],
    ['the decision is being sent', session(PROGRESS.sending), ours],
    ['the cycle is over', session(PROGRESS.continued), ours],
    ['there is no session', undefined, ours],
  ])('changes nothing when %s', (_case, before, who) => {
    expect(step(before, who)).toEqual({ outcome: 'lost' });
  });
});

test('a worker that is still at it keeps its lease, though it had run out', () => {
  for (const nowMs of [T0 + 30_000, untilMs + 5000]) {
    const { outcome, next } = renew(session(PROGRESS.processing), { ...renewal, nowMs });
    expect(outcome).toBe('ours');
    const lease = { owner: 'worker-1', untilMs: nowMs + LEASE_MS };
    expect(next).toEqual(session({ state: 'processing', lease }));
  }
});

test('a cycle that is given back can be claimed at once, and its attempt stays counted', () => {
  const { outcome, next } = release(session(PROGRESS.processing), ours);
  expect(outcome).toBe('ours');
  expect(next).toEqual(session(PROGRESS.waiting, { cycle: { attempts: 1 } }));
  expect(claim(next, claimant).outcome.kind).toBe('claimed');
});

// A worker's renewals do not reach the store; its lease runs out, and the sweeper queues the job again.
// Then its processor says that it has taken over and will call back.
// Whoever claims the job now must know that, or the processor would be asked twice.
test.each([PROGRESS.processing, PROGRESS.waiting])(
  'a processor has taken over, whoever holds the lease by then: $state',
  (progress) => {
    const { outcome, next } = delegate(session(progress, { cycle: { attempts: 1 } }), { cycle: 1 });
    expect(outcome).toBe('ours');
    expect(next).toEqual(session(PROGRESS.delegated));
  },
);

test.each([PROGRESS.decided, PROGRESS.sending, ...ENDED])(
  'a processor that takes over too late has nothing to take: $state',
  (progress) => {
    expect(delegate(session(progress), ours)).toEqual({ outcome: 'lost' });
  },
);

test('a processor takes over nothing but the cycle that it was asked for', () => {
  expect(delegate(session(PROGRESS.processing, { cycle: { number: 2 } }), ours)).toEqual({ outcome: 'lost' });
  expect(delegate(undefined, ours)).toEqual({ outcome: 'lost' });
});

test('a processor takes over once, however often that is said', () => {
  const { outcome, next } = delegate(session(PROGRESS.processing), ours);
  expect(outcome).toBe('ours');
  expect(next).toEqual(session(PROGRESS.delegated));
  expect(delegate(next, ours)).toEqual({ outcome: 'ours' });
  expect(delegate(next, { ...ours, cycle: 2 })).toEqual({ outcome: 'lost' });
});

describe('deciding', () => {
  const nowMs = T0 + 20_000;
  const dueAtMs = T0 + 25_000;
  const verdict = { cycle: 1, decision: DECISION, nowMs, dueAtMs };
  const timeout: Decision = { cause: 'timeout', reason: 'deadline', keys: [], by: 'sweeper-1' };

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
    'fixes what the cycle is continued with: $state',
    (progress) => {
      const { outcome, next } = decide(session(progress), verdict);
      expect(outcome).toBe('decided');
      expect(next?.cycle?.progress).toEqual({
        state: 'decided',
        decision: DECISION,
        update: { attempts: 0, dueAtMs },
      });
    },
  );

  test.each([PROGRESS.decided, PROGRESS.sending])(
    'comes too late after somebody else, and changes nothing: $state',
    (progress) => {
      const rival = { ...verdict, decision: { ...DECISION, by: 'resume-1' } };
      expect(decide(session(progress), rival)).toEqual({ outcome: 'late' });
      expect(decide(session(progress), { ...verdict, decision: timeout, nowMs: T0 + 1e9 })).toEqual({
        outcome: 'late',
      });
    },
  );

  test.each([PROGRESS.decided, PROGRESS.sending])(
    'knows its own decision again, and leaves it as it is: $state',
    (progress) => {
      const repeated = { ...verdict, decision: { ...DECISION, keys: [] } };
      expect(decide(session(progress), repeated)).toEqual({ outcome: 'decided' });
    },
  );

  test.each(ENDED)('comes too late for a cycle that is over: $state', (progress) => {
    expect(decide(session(progress), verdict)).toEqual({ outcome: 'late' });
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
    'lets nobody call the deadline before it has come: $state',
    (progress) => {
      const early = { ...verdict, decision: timeout, nowMs: T0 + DEADLINE_MS - 1 };
      expect(decide(session(progress), early)).toEqual({ outcome: 'early' });
      expect(decide(session(progress), { ...early, nowMs: T0 + DEADLINE_MS }).outcome).toBe('decided');
    },
  );

  test('takes a result after the deadline if nobody has decided yet', () => {
    expect(decide(session(PROGRESS.delegated), { ...verdict, nowMs: T0 + 1e9 }).outcome).toBe('decided');
  });

  test('does not touch the cycle that took the place of its own', () => {
    expect(decide(session(PROGRESS.waiting, { cycle: { number: 2 } }), verdict)).toEqual({
      outcome: 'superseded',
    });
    expect(decide(undefined, verdict)).toEqual({ outcome: 'superseded' });
  });
});

// Who may work on a cycle, and which decision is valid.
import { describe, expect, test } from 'vitest';
import { LEASE, WAIT } from '../../../../functions/core/policy.ts';
import { claim, deferWork, delegate, release, renew } from '../../../../functions/core/wait/claim.ts';
import { decide } from '../../../../functions/core/wait/decision.ts';
import type { Decision } from '../../../../functions/core/wait/session.ts';
import { DEADLINE_MS, DECISION, ENDED, PROGRESS, pastCycle, session, T0 } from '../../../builders.ts';

const LEASE_MS = 40_000;
const claimant = {
  deliveryId: 'delivery-1',
  owner: 'worker-2',
  nowMs: T0 + 10,
  leaseMs: LEASE_MS,
  isFirst: false,
};
const { untilMs } = PROGRESS.processing.lease;

describe('claiming', () => {
  test('takes the lease of a waiting cycle, and counts the attempt', () => {
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

  test('finds a cycle leased until the last millisecond of its lease', () => {
    const leased = session(PROGRESS.processing);
    expect(claim(leased, { ...claimant, nowMs: untilMs - 1 })).toEqual({
      outcome: { kind: 'leased', untilMs },
    });
    const { outcome, next } = claim(leased, { ...claimant, nowMs: untilMs });
    expect(outcome.kind).toBe('claimed');
    expect(next?.cycle).toMatchObject({
      attempts: 2,
      crashes: 1,
      progress: { lease: { owner: 'worker-2' } },
    });
  });

  test('recognises its own lease, also after its end', () => {
    const before = session(PROGRESS.processing);
    const owner = 'worker-1';
    expect(claim(before, { ...claimant, owner })).toEqual({
      outcome: { kind: 'claimed', cycle: before.cycle },
    });
    expect(claim(before, { ...claimant, owner, nowMs: untilMs + 1 }).outcome.kind).toBe('claimed');
  });

  test.each([PROGRESS.waiting, PROGRESS.processing])(
    'returns a cycle past its deadline as overdue: $state',
    (progress) => {
      const before = session(progress);
      const nowMs = T0 + DEADLINE_MS;
      expect(claim(before, { ...claimant, nowMs: nowMs - 1 }).outcome.kind).toBe('claimed');
      expect(claim(before, { ...claimant, nowMs })).toEqual({
        outcome: { kind: 'overdue', cycle: before.cycle },
      });
    },
  );

  test('returns a cycle after too many crashes as exhausted', () => {
    const late = { ...claimant, nowMs: untilMs };
    const died = (crashes: number) => session(PROGRESS.processing, { cycle: { crashes } });
    expect(claim(died(WAIT.maxCrashes - 2), late).outcome.kind).toBe('claimed');
    const exhausted = died(WAIT.maxCrashes - 1);
    expect(claim(exhausted, late)).toEqual({ outcome: { kind: 'exhausted', cycle: exhausted.cycle } });
    const waiting = session(PROGRESS.waiting, { cycle: { crashes: WAIT.maxCrashes } });
    expect(claim(waiting, late).outcome.kind).toBe('exhausted');
  });

  test('never claims a cycle that is delegated to its processor', () => {
    const delegated = session(PROGRESS.delegated);
    expect(claim(delegated, claimant)).toEqual({ outcome: { kind: 'delegated' } });
    expect(claim(delegated, { ...claimant, nowMs: T0 + 1e9 })).toEqual({ outcome: { kind: 'delegated' } });
  });

  test('finds a decision that must be sent', () => {
    const decided = session(PROGRESS.decided);
    expect(claim(decided, claimant)).toEqual({ outcome: { kind: 'decided', cycle: decided.cycle } });
  });

  test('finds a decision leased during a call, and to be sent after that lease', () => {
    const sending = session(PROGRESS.sending);
    expect(claim(sending, { ...claimant, nowMs: untilMs - 1 })).toEqual({
      outcome: { kind: 'leased', untilMs },
    });
    expect(claim(sending, { ...claimant, nowMs: untilMs })).toEqual({
      outcome: { kind: 'decided', cycle: sending.cycle },
    });
  });

  test.each(ENDED)('finds a cycle ended: $state', (progress) => {
    expect(claim(session(progress), claimant)).toEqual({ outcome: { kind: 'ended' } });
  });

  test('distinguishes a superseded cycle from an unregistered one', () => {
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

describe('the claim of a first attempt is not written', () => {
  const first = { ...claimant, isFirst: true };
  const waiting = session(PROGRESS.waiting, { cycle: { attempts: 0 } });
  const { outcome } = claim(waiting, first);
  const held = { cycle: 1, owner: 'worker-2', attempts: 1 };
  const lease = { owner: 'worker-2', untilMs: T0 + 50_000 };
  const claimed = session({ state: 'processing', lease }, { cycle: { attempts: 1 } });

  test('and is otherwise the same', () => {
    expect(claim(waiting, first).next).toBeUndefined();
    expect(outcome).toEqual(claim(waiting, claimant).outcome);
  });

  test.each([
    ['another worker has had it', { cycle: { attempts: 1 } }],
    ['it was deferred', { cycle: { attempts: 0, deferrals: 1 } }],
    ['the sweeper has requeued it', { cycle: { attempts: 0, requeues: 1 } }],
  ])('but it is where %s', (_case, changes) => {
    expect(claim(session(PROGRESS.waiting, changes), first).next).toBeDefined();
  });

  test('but it is where the sweeper could requeue the job before the first renewals', () => {
    const latest = T0 + WAIT.strandedAfterMs - 2 * LEASE.renewEveryMs;
    expect(claim(waiting, { ...first, nowMs: latest }).next).toBeUndefined();
    expect(claim(waiting, { ...first, nowMs: latest + 1 }).next).toBeDefined();
  });

  test('until the first renewal', () => {
    const renewed = renew(waiting, { ...held, nowMs: T0 + 10_000, leaseMs: LEASE_MS });
    expect(renewed).toEqual({ outcome: 'ours', next: claimed });
  });

  test('and a release writes the attempt', () => {
    expect(release(waiting, held).next?.cycle).toMatchObject({ attempts: 1, progress: { state: 'waiting' } });
    const deferred = deferWork(waiting, held);
    expect(deferred.next?.cycle).toMatchObject({ attempts: 0, deferrals: 1 });
    expect(deferWork(deferred.next, held)).toEqual({ outcome: 'lost' });
  });

  test('and is lost to a worker whose claim is', () => {
    const theirs = claim(waiting, { ...claimant, owner: 'worker-3' }).next;
    expect(renew(theirs, { ...held, nowMs: T0 + 10_000, leaseMs: LEASE_MS })).toEqual({ outcome: 'lost' });
  });
});

const ours = { cycle: 1, owner: 'worker-1', attempts: 1 };

const renewal = { ...ours, nowMs: T0 + 30_000, leaseMs: LEASE_MS };
const keepers = [
  ['renewing', (s: Parameters<typeof renew>[0], who: typeof ours) => renew(s, { ...renewal, ...who })],
  ['releasing', release],
] as const;

describe.each(keepers)('%s', (_name, step) => {
  test.each([
    ['another worker has the lease', session(PROGRESS.processing), { ...ours, owner: 'worker-2' }],
    ['the cycle was superseded', session(PROGRESS.processing, { cycle: { number: 2 } }), ours],
    ['the sweeper has released the cycle', session(PROGRESS.waiting, { cycle: { attempts: 1 } }), ours],
    ['the cycle is decided', session(PROGRESS.decided), ours],
    ['the decision is being sent', session(PROGRESS.sending), ours],
    ['the cycle has ended', session(PROGRESS.continued), ours],
    ['there is no session', undefined, ours],
  ])('changes nothing when %s', (_case, before, who) => {
    expect(step(before, who)).toEqual({ outcome: 'lost' });
  });
});

test('a renewal is possible after the end of the lease', () => {
  for (const nowMs of [T0 + 30_000, untilMs + 5000]) {
    const { outcome, next } = renew(session(PROGRESS.processing), { ...renewal, nowMs });
    expect(outcome).toBe('ours');
    const lease = { owner: 'worker-1', untilMs: nowMs + LEASE_MS };
    expect(next).toEqual(session({ state: 'processing', lease }));
  }
});

test('a released cycle can be claimed immediately, and its attempt still counts', () => {
  const { outcome, next } = release(session(PROGRESS.processing), ours);
  expect(outcome).toBe('ours');
  expect(next).toEqual(session(PROGRESS.waiting, { cycle: { attempts: 1 } }));
  expect(claim(next, claimant).outcome.kind).toBe('claimed');
});

// A worker's renewals do not reach the store. Its lease ends, and the sweeper requeues the job.
// Then its processor answers that it accepts the task and will call back.
// The next worker must know that. Otherwise it would call the processor a second time.
test.each([PROGRESS.processing, PROGRESS.waiting])(
  'a processor can accept the task after the lease has changed: $state',
  (progress) => {
    const { outcome, next } = delegate(session(progress, { cycle: { attempts: 1 } }), { cycle: 1 });
    expect(outcome).toBe('ours');
    expect(next).toEqual(session(PROGRESS.delegated));
  },
);

test.each([PROGRESS.decided, PROGRESS.sending, ...ENDED])(
  'a processor that accepts too late changes nothing: $state',
  (progress) => {
    expect(delegate(session(progress), ours)).toEqual({ outcome: 'lost' });
  },
);

test('a processor accepts only the cycle of its task', () => {
  expect(delegate(session(PROGRESS.processing, { cycle: { number: 2 } }), ours)).toEqual({ outcome: 'lost' });
  expect(delegate(undefined, ours)).toEqual({ outcome: 'lost' });
});

test('a second acceptance changes nothing', () => {
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
    'stores the decision in the cycle: $state',
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
    'is late after another decision, and changes nothing: $state',
    (progress) => {
      const rival = { ...verdict, decision: { ...DECISION, by: 'resume-1' } };
      expect(decide(session(progress), rival)).toEqual({ outcome: 'late' });
      expect(decide(session(progress), { ...verdict, decision: timeout, nowMs: T0 + 1e9 })).toEqual({
        outcome: 'late',
      });
    },
  );

  test.each([PROGRESS.decided, PROGRESS.sending])(
    'recognises its own decision, and does not change it: $state',
    (progress) => {
      const repeated = { ...verdict, decision: { ...DECISION, keys: [] } };
      expect(decide(session(progress), repeated)).toEqual({ outcome: 'decided' });
    },
  );

  test.each(ENDED)('is late for an ended cycle: $state', (progress) => {
    expect(decide(session(progress), verdict)).toEqual({ outcome: 'late' });
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
    'refuses a timeout before the deadline: $state',
    (progress) => {
      const early = { ...verdict, decision: timeout, nowMs: T0 + DEADLINE_MS - 1 };
      expect(decide(session(progress), early)).toEqual({ outcome: 'early' });
      expect(decide(session(progress), { ...early, nowMs: T0 + DEADLINE_MS }).outcome).toBe('decided');
    },
  );

  test('accepts a result after the deadline while the cycle is undecided', () => {
    expect(decide(session(PROGRESS.delegated), { ...verdict, nowMs: T0 + 1e9 }).outcome).toBe('decided');
  });

  test('does not change the cycle that supersedes its own', () => {
    expect(decide(session(PROGRESS.waiting, { cycle: { number: 2 } }), verdict)).toEqual({
      outcome: 'superseded',
    });
    expect(decide(undefined, verdict)).toEqual({ outcome: 'superseded' });
  });
});

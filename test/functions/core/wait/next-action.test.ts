// The next action of the sweeper for a session, and its time.
import { describe, expect, test } from 'vitest';
import { WAIT } from '../../../../functions/core/policy.ts';
import { nextAction, recordRequeue } from '../../../../functions/core/wait/next-action.ts';
import { type Cycle, nextDueAtMs, type Progress } from '../../../../functions/core/wait/session.ts';
import { DEADLINE_MS, ENDED, OPEN, PROGRESS, session, T0 } from '../../../builders.ts';

const { untilMs } = PROGRESS.processing.lease;

const actionAt = (progress: Progress, afterMs: number, cycle: Partial<Cycle> = {}) =>
  nextAction(session(progress, { cycle }), T0 + afterMs);

test.each(ENDED)('an ended session has no next action: $state', (progress) => {
  expect(actionAt(progress, 1e12)).toBe('none');
  expect(nextDueAtMs(session(progress))).toBeUndefined();
});

test('a session without a cycle, or no session, has no next action', () => {
  const { v, ref, sessionId, newest } = session(PROGRESS.closed);
  expect(nextAction(undefined, T0)).toBe('none');
  expect(nextAction({ v, ref, sessionId, newest, past: [] }, T0 + 1e12)).toBe('none');
  expect(nextDueAtMs({ v, ref, sessionId, newest, past: [] })).toBeUndefined();
});

test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
  'an undecided cycle gets a timeout at its deadline, not earlier: $state',
  (progress) => {
    expect(actionAt(progress, DEADLINE_MS)).toBe('decide_timeout');
    expect(actionAt(progress, DEADLINE_MS - 1)).not.toBe('decide_timeout');
  },
);

test('a wait without a claim is requeued after a minute, once', () => {
  expect(actionAt(PROGRESS.waiting, WAIT.strandedAfterMs - 1)).toBe('none');
  expect(actionAt(PROGRESS.waiting, WAIT.strandedAfterMs)).toBe('requeue');
  expect(actionAt(PROGRESS.waiting, WAIT.strandedAfterMs, { requeues: 1 })).toBe('none');
});

test('a released wait is not requeued: its own message returns', () => {
  expect(actionAt(PROGRESS.waiting, WAIT.strandedAfterMs, { attempts: 1 })).toBe('none');
});

test('a wait is requeued after the lease of a crashed worker, up to the limit of crashes', () => {
  const leaseEnd = untilMs - T0;
  expect(actionAt(PROGRESS.processing, leaseEnd - 1)).toBe('none');
  expect(actionAt(PROGRESS.processing, leaseEnd)).toBe('requeue');
  expect(actionAt(PROGRESS.processing, leaseEnd, { requeues: 3 })).toBe('requeue');
  expect(actionAt(PROGRESS.processing, leaseEnd, { crashes: WAIT.maxCrashes - 2 })).toBe('requeue');
  expect(actionAt(PROGRESS.processing, leaseEnd, { crashes: WAIT.maxCrashes - 1 })).toBe('decide_crashed');
});

test('a delegated wait has no action until its deadline', () => {
  expect(actionAt(PROGRESS.delegated, DEADLINE_MS - 1)).toBe('none');
});

test('a decision is sent when it is due, also after the deadline', () => {
  const late = { ...PROGRESS.decided, update: { attempts: 3, dueAtMs: T0 + 2 * DEADLINE_MS } };
  expect(actionAt(late, 2 * DEADLINE_MS - 1)).toBe('none');
  expect(actionAt(late, 2 * DEADLINE_MS)).toBe('send');
});

test('a call is repeated after its lease', () => {
  expect(actionAt(PROGRESS.sending, untilMs - T0 - 1)).toBe('none');
  expect(actionAt(PROGRESS.sending, untilMs - T0)).toBe('send');
});

test.each(OPEN)('the due time is the time of the first action: $state', (progress) => {
  const dueAtMs = nextDueAtMs(session(progress)) ?? 0;
  expect(nextAction(session(progress), dueAtMs)).not.toBe('none');
  expect(nextAction(session(progress), dueAtMs - 1)).toBe('none');
});

describe('recording a requeue', () => {
  const request = { cycle: 1, nowMs: untilMs };

  test('releases the lease of a crashed worker, and counts the crash', () => {
    const { outcome, next } = recordRequeue(session(PROGRESS.processing), request);
    expect(outcome).toBe('recorded');
    expect(next).toEqual(session(PROGRESS.waiting, { cycle: { attempts: 1, crashes: 1, requeues: 1 } }));
  });

  test('counts the requeue of a stranded job, so that there is no third message', () => {
    const { outcome, next } = recordRequeue(session(PROGRESS.waiting), {
      ...request,
      nowMs: T0 + WAIT.strandedAfterMs,
    });
    expect(outcome).toBe('recorded');
    expect(next).toEqual(session(PROGRESS.waiting, { cycle: { requeues: 1 } }));
    expect(nextDueAtMs(session(PROGRESS.waiting, { cycle: { requeues: 1 } }))).toBe(T0 + DEADLINE_MS);
  });

  // After the sweeper sends the job and before it writes, a worker claims the cycle.
  // Or the cycle is decided, or superseded. Then the sweeper writes nothing.
  test.each([
    ['claimed again', session({ ...PROGRESS.processing, lease: { owner: 'w', untilMs: untilMs + 1 } })],
    ['delegated', session(PROGRESS.delegated)],
    ['decided', session(PROGRESS.decided)],
    ['being sent', session(PROGRESS.sending)],
    ['continued', session(PROGRESS.continued)],
    ['superseded', session(PROGRESS.processing, { cycle: { number: 2 } })],
    ['gone', undefined],
  ])('changes no cycle that is %s', (_state, before) => {
    expect(recordRequeue(before, request)).toEqual({ outcome: 'gone' });
  });
});

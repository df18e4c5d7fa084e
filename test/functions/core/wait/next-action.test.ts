// What the sweeper owes a session, and when it must look.
import { describe, expect, test } from 'vitest';
import { WAIT } from '../../../../functions/core/policy.ts';
import { nextAction, recordRequeue } from '../../../../functions/core/wait/next-action.ts';
import { type Cycle, nextDueAtMs, type Progress } from '../../../../functions/core/wait/session.ts';
import { DEADLINE_MS, ENDED, OPEN, PROGRESS, session, T0 } from '../../../builders.ts';

const { untilMs } = PROGRESS.processing.lease;

const actionAt = (progress: Progress, afterMs: number, cycle: Partial<Cycle> = {}) =>
  nextAction(session(progress, { cycle }), T0 + afterMs);

test.each(ENDED)('a session that is over is owed nothing: $state', (progress) => {
  expect(actionAt(progress, 1e12)).toBe('none');
  expect(nextDueAtMs(session(progress))).toBeUndefined();
});

test('no session, or one without a cycle, is owed nothing', () => {
  const { v, ref, sessionId, newest } = session(PROGRESS.closed);
  expect(nextAction(undefined, T0)).toBe('none');
  expect(nextAction({ v, ref, sessionId, newest, past: [] }, T0 + 1e12)).toBe('none');
  expect(nextDueAtMs({ v, ref, sessionId, newest, past: [] })).toBeUndefined();
});

test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
  'what is undecided at its deadline is decided by it, not a moment sooner: $state',
  (progress) => {
    expect(actionAt(progress, DEADLINE_MS)).toBe('decide_timeout');
    expect(actionAt(progress, DEADLINE_MS - 1)).not.toBe('decide_timeout');
  },
);

test('what nobody claimed within a minute is queued again, once', () => {
  expect(actionAt(PROGRESS.waiting, WAIT.strandedAfterMs - 1)).toBe('none');
  expect(actionAt(PROGRESS.waiting, WAIT.strandedAfterMs)).toBe('requeue');
  expect(actionAt(PROGRESS.waiting, WAIT.strandedAfterMs, { requeues: 1 })).toBe('none');
});

test('what was claimed and given back waits for its own message', () => {
  expect(actionAt(PROGRESS.waiting, WAIT.strandedAfterMs, { attempts: 1 })).toBe('none');
});

test('a worker that has died is followed by another, until too many have died', () => {
  const leaseEnd = untilMs - T0;
  expect(actionAt(PROGRESS.processing, leaseEnd - 1)).toBe('none');
  expect(actionAt(PROGRESS.processing, leaseEnd)).toBe('requeue');
  expect(actionAt(PROGRESS.processing, leaseEnd, { requeues: 3 })).toBe('requeue');
  expect(actionAt(PROGRESS.processing, leaseEnd, { crashes: WAIT.maxCrashes - 2 })).toBe('requeue');
  expect(actionAt(PROGRESS.processing, leaseEnd, { crashes: WAIT.maxCrashes - 1 })).toBe('decide_crashed');
});

test('a processor that has taken over is left alone till the deadline', () => {
  expect(actionAt(PROGRESS.delegated, DEADLINE_MS - 1)).toBe('none');
});

test('a decision is sent when it is due, also after the deadline', () => {
  const late = { ...PROGRESS.decided, update: { attempts: 3, dueAtMs: T0 + 2 * DEADLINE_MS } };
  expect(actionAt(late, 2 * DEADLINE_MS - 1)).toBe('none');
  expect(actionAt(late, 2 * DEADLINE_MS)).toBe('send');
});

test('a call whose lease has run out is made again', () => {
  expect(actionAt(PROGRESS.sending, untilMs - T0 - 1)).toBe('none');
  expect(actionAt(PROGRESS.sending, untilMs - T0)).toBe('send');
});

test.each(OPEN)('the sweeper looks when it first has something to do: $state', (progress) => {
  const look = nextDueAtMs(session(progress)) ?? 0;
  expect(nextAction(session(progress), look)).not.toBe('none');
  expect(nextAction(session(progress), look - 1)).toBe('none');
});

describe('having queued a job again', () => {
  const order = { cycle: 1, nowMs: untilMs };

  test('gives back what a dead worker held, and counts its death', () => {
    const { outcome, next } = recordRequeue(session(PROGRESS.processing), order);
    expect(outcome).toBe('recorded');
    expect(next).toEqual(session(PROGRESS.waiting, { cycle: { attempts: 1, crashes: 1, requeues: 1 } }));
  });

  test('marks what was stranded, so that it is not queued a third time', () => {
    const { outcome, next } = recordRequeue(session(PROGRESS.waiting), {
      ...order,
      nowMs: T0 + WAIT.strandedAfterMs,
    });
    expect(outcome).toBe('recorded');
    expect(next).toEqual(session(PROGRESS.waiting, { cycle: { requeues: 1 } }));
    expect(nextDueAtMs(session(PROGRESS.waiting, { cycle: { requeues: 1 } }))).toBe(T0 + DEADLINE_MS);
  });

  // The sweeper has sent the job; before it can write that down, a worker has claimed it.
  // Or somebody has decided, or the conversation has moved on.
  // Then there is nothing to write down.
  test.each([
    ['claimed meanwhile', session({ ...PROGRESS.processing, lease: { owner: 'w', untilMs: untilMs + 1 } })],
    ['taken over by the processor', session(PROGRESS.delegated)],
    ['decided', session(PROGRESS.decided)],
    ['being sent', session(PROGRESS.sending)],
    ['continued', session(PROGRESS.continued)],
    ['superseded', session(PROGRESS.processing, { cycle: { number: 2 } })],
    ['gone', undefined],
  ])('changes nothing that is %s', (_state, before) => {
    expect(recordRequeue(before, order)).toEqual({ outcome: 'gone' });
  });
});

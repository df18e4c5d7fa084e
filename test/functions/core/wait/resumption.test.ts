// A result from outside: which calls decide, which are harmless, which come too late and why.
import { describe, expect, test } from 'vitest';
import { register } from '../../../../functions/core/wait/registration.ts';
import { type ResumeRequest, resumeWait } from '../../../../functions/core/wait/resumption.ts';
import type { Decision, Progress } from '../../../../functions/core/wait/session.ts';
import { arrival, cycle, DEADLINE_MS, DECISION, PROGRESS, session, T0 } from '../../../builders.ts';

const RESULT: Decision = { ...DECISION, keys: [{ key: 'verdict', value: 'blurred' }], by: 'resume:1' };

function call(given: Partial<ResumeRequest> = {}): ResumeRequest {
  const nowMs = T0 + 90_000;
  return { cycle: 1, receivedAtMs: T0, decision: RESULT, nowMs, dueAtMs: nowMs, ...given };
}

const by = (hand: string): Progress => ({
  ...PROGRESS.decided,
  decision: { ...DECISION, by: hand },
});

const ended = (state: 'continued' | 'refused', hand: string): Progress => ({
  ...PROGRESS[state],
  ending: { ...PROGRESS[state].ending, by: hand },
});

describe('the first valid call', () => {
  test.each([PROGRESS.delegated, PROGRESS.processing, PROGRESS.waiting])(
    'decides, also before the processor has said that it would call: $state',
    (progress) => {
      const { outcome, next } = resumeWait(session(progress), call());
      expect(outcome).toEqual({ kind: 'decided' });
      expect(next?.cycle?.progress).toMatchObject({ state: 'decided', decision: RESULT });
    },
  );

  test('is due when the operator’s delay is over', () => {
    const { next } = resumeWait(session(PROGRESS.delegated), call({ dueAtMs: T0 + 1e6 }));
    expect(next?.cycle?.progress).toMatchObject({ update: { attempts: 0, dueAtMs: T0 + 1e6 } });
  });

  test('decides until the deadline, and not at it', () => {
    const at = (nowMs: number) => resumeWait(session(PROGRESS.delegated), call({ nowMs })).outcome;
    expect(at(T0 + DEADLINE_MS - 1)).toEqual({ kind: 'decided' });
    expect(at(T0 + DEADLINE_MS)).toEqual({ kind: 'gone', reason: 'deadline' });
  });

  test('knows its own write again whose confirmation was lost', () => {
    const { outcome, next } = resumeWait(session(by('resume:1')), call());
    expect(outcome).toEqual({ kind: 'decided' });
    expect(next).toBeUndefined();
  });
});

describe('a repeat', () => {
  test.each([by('resume:0'), ended('continued', 'resume:0'), ended('refused', 'resume:0')])(
    'changes nothing and says that it is one, also after the deadline: $state',
    (progress) => {
      const late = call({ nowMs: T0 + 1e9 });
      expect(resumeWait(session(progress), late)).toEqual({ outcome: { kind: 'repeat' } });
    },
  );

  test('is known as one when the conversation has come to its next wait', () => {
    const before = session(ended('continued', 'resume:0'));
    const { next } = register(before, arrival({ deliveryId: 'delivery-2', receivedAtMs: T0 + 95_000 }));
    expect(next?.cycle?.number).toBe(2);
    expect(resumeWait(next, call({ nowMs: T0 + 99_000 }))).toEqual({ outcome: { kind: 'repeat' } });
  });
});

describe('a call that comes too late', () => {
  test.each([by('worker-1'), by('sweeper-1'), by('operate:1'), ended('continued', 'sweeper-1')])(
    'says that somebody else has decided: $state',
    (progress) => {
      expect(resumeWait(session(progress), call())).toEqual({ outcome: { kind: 'gone', reason: 'decided' } });
    },
  );

  test('says that the customer has opted out', () => {
    expect(resumeWait(session(PROGRESS.closed), call()).outcome).toEqual({ kind: 'gone', reason: 'closed' });
  });

  test('says that the conversation has moved on', () => {
    const moved = session(PROGRESS.delegated, { cycle: { number: 2 } });
    expect(resumeWait(moved, call())).toEqual({ outcome: { kind: 'gone', reason: 'superseded' } });
  });

  test('never decides a wait of a session that was forgotten and counts from 1 again', () => {
    const anew = session(PROGRESS.delegated, { cycle: cycle(PROGRESS.delegated, { receivedAtMs: T0 + 1 }) });
    expect(resumeWait(anew, call())).toEqual({ outcome: { kind: 'gone', reason: 'superseded' } });
  });

  test('is unknown where the session is', () => {
    expect(resumeWait(undefined, call())).toEqual({ outcome: { kind: 'unknown' } });
  });
});

// A result from outside: which calls decide, which are repeats, and which are too late and why.
import { describe, expect, test } from 'vitest';
import { register } from '../../../../functions/core/wait/registration.ts';
import { type ResumeRequest, resumeWait } from '../../../../functions/core/wait/resumption.ts';
import type { Decision, Progress } from '../../../../functions/core/wait/session.ts';
import { arrival, cycle, DEADLINE_MS, DECISION, PROGRESS, session, T0 } from '../../../builders.ts';

const RESULT: Decision = { ...DECISION, keys: [{ key: 'verdict', value: 'blurred' }], by: 'resume:1' };

function call(fields: Partial<ResumeRequest> = {}): ResumeRequest {
  const nowMs = T0 + 90_000;
  return { cycle: 1, receivedAtMs: T0, decision: RESULT, nowMs, dueAtMs: nowMs, ...fields };
}

const by = (actor: string): Progress => ({
  ...PROGRESS.decided,
  decision: { ...DECISION, by: actor },
});

const ended = (state: 'continued' | 'refused', actor: string): Progress => ({
  ...PROGRESS[state],
  ending: { ...PROGRESS[state].ending, by: actor },
});

describe('the first valid call', () => {
  test.each([PROGRESS.delegated, PROGRESS.processing, PROGRESS.waiting])(
    'decides, also before the processor has accepted the task: $state',
    (progress) => {
      const { outcome, next } = resumeWait(session(progress), call());
      expect(outcome).toEqual({ kind: 'decided' });
      expect(next?.cycle?.progress).toMatchObject({ state: 'decided', decision: RESULT });
    },
  );

  test('is due after the operator’s delay', () => {
    const { next } = resumeWait(session(PROGRESS.delegated), call({ dueAtMs: T0 + 1e6 }));
    expect(next?.cycle?.progress).toMatchObject({ update: { attempts: 0, dueAtMs: T0 + 1e6 } });
  });

  test('decides before the deadline, not at it', () => {
    const at = (nowMs: number) => resumeWait(session(PROGRESS.delegated), call({ nowMs })).outcome;
    expect(at(T0 + DEADLINE_MS - 1)).toEqual({ kind: 'decided' });
    expect(at(T0 + DEADLINE_MS)).toEqual({ kind: 'gone', reason: 'deadline' });
  });

  test('recognises its own write after a lost confirmation', () => {
    const { outcome, next } = resumeWait(session(by('resume:1')), call());
    expect(outcome).toEqual({ kind: 'decided' });
    expect(next).toBeUndefined();
  });
});

describe('a repeat', () => {
  test.each([by('resume:0'), ended('continued', 'resume:0'), ended('refused', 'resume:0')])(
    'changes nothing and is reported as a repeat, also after the deadline: $state',
    (progress) => {
      const late = call({ nowMs: T0 + 1e9 });
      expect(resumeWait(session(progress), late)).toEqual({ outcome: { kind: 'repeat' } });
    },
  );

  test('is also recognised during the next wait of the conversation', () => {
    const before = session(ended('continued', 'resume:0'));
    const { next } = register(before, arrival({ deliveryId: 'delivery-2', receivedAtMs: T0 + 95_000 }));
    expect(next?.cycle?.number).toBe(2);
    expect(resumeWait(next, call({ nowMs: T0 + 99_000 }))).toEqual({ outcome: { kind: 'repeat' } });
  });
});

describe('a call that comes too late', () => {
  test.each([by('worker-1'), by('sweeper-1'), by('operate:1'), ended('continued', 'sweeper-1')])(
    'reports another decision: $state',
    (progress) => {
      expect(resumeWait(session(progress), call())).toEqual({ outcome: { kind: 'gone', reason: 'decided' } });
    },
  );

  test('reports the opt-out of the customer', () => {
    expect(resumeWait(session(PROGRESS.closed), call()).outcome).toEqual({ kind: 'gone', reason: 'closed' });
  });

  test('reports that the wait is superseded', () => {
    const moved = session(PROGRESS.delegated, { cycle: { number: 2 } });
    expect(resumeWait(moved, call())).toEqual({ outcome: { kind: 'gone', reason: 'superseded' } });
  });

  test('never decides a wait of a new session with the same number', () => {
    const anew = session(PROGRESS.delegated, { cycle: cycle(PROGRESS.delegated, { receivedAtMs: T0 + 1 }) });
    expect(resumeWait(anew, call())).toEqual({ outcome: { kind: 'gone', reason: 'superseded' } });
  });

  test('is unknown without a session', () => {
    expect(resumeWait(undefined, call())).toEqual({ outcome: { kind: 'unknown' } });
  });
});

// When a call to Treble may start, and what its answer changes.
import { describe, expect, test } from 'vitest';
import { beginSend, deferSend, endSend, refuse } from '../../../../functions/core/wait/sending.ts';
import type { Progress, Session } from '../../../../functions/core/wait/session.ts';
import {
  BY_UPDATE,
  DEADLINE_MS,
  DECISION,
  ENDED,
  PROGRESS,
  session,
  T0,
  UPDATE_PLAN,
} from '../../../builders.ts';

const HOUR_MS = 3600_000;
const LEASE_MS = 15_000;
const sender = {
  cycle: 1,
  owner: 'worker-2',
  nowMs: T0 + 10,
  leaseMs: LEASE_MS,
  windowMs: 20 * HOUR_MS,
  ...BY_UPDATE,
};
const { untilMs } = PROGRESS.sending.lease;

describe('starting a call', () => {
  test('takes the lease and stores the time of the first call', () => {
    const { outcome, next } = beginSend(session(PROGRESS.decided), sender);
    expect(next?.cycle?.progress).toEqual({
      state: 'sending',
      decision: DECISION,
      update: { attempts: 1, dueAtMs: T0, firstSendAtMs: T0 + 10 },
      lease: { owner: 'worker-2', untilMs: T0 + 10 + LEASE_MS },
    });
    expect(outcome).toEqual({
      kind: 'begun',
      cycle: next?.cycle,
      decision: DECISION,
      call: 'update',
      attempt: 1,
      untilMs: T0 + 10 + LEASE_MS,
    });
  });

  test('keeps the time of the first call', () => {
    const failed: Progress = { ...PROGRESS.decided, update: PROGRESS.sending.update };
    const { next } = beginSend(session(failed), { ...sender, nowMs: T0 + 5000 });
    expect(next?.cycle?.progress).toMatchObject({
      update: { attempts: 2, firstSendAtMs: PROGRESS.sending.update.firstSendAtMs },
    });
  });

  test('recognises its own lease, without another attempt', () => {
    const { next, outcome } = beginSend(session(PROGRESS.decided), sender);
    expect(beginSend(next, sender)).toEqual({ outcome });
  });

  test('waits until the call is due', () => {
    const due = session(PROGRESS.decided);
    expect(beginSend(due, { ...sender, nowMs: T0 - 1 })).toEqual({
      outcome: { kind: 'not_due', dueAtMs: T0 },
    });
    expect(beginSend(due, { ...sender, nowMs: T0 }).outcome.kind).toBe('begun');
  });

  test('waits for the lease of another call, and starts after its end', () => {
    const sending = session(PROGRESS.sending);
    expect(beginSend(sending, { ...sender, nowMs: untilMs - 1 })).toEqual({
      outcome: { kind: 'leased', untilMs },
    });
    const { outcome, next } = beginSend(sending, { ...sender, nowMs: untilMs });
    expect(outcome).toMatchObject({ kind: 'begun', attempt: 2, decision: DECISION });
    expect(next?.cycle?.progress).toMatchObject({ state: 'sending', lease: { owner: 'worker-2' } });
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
    'has nothing to send without a decision: $state',
    (progress) => {
      expect(beginSend(session(progress), sender)).toEqual({ outcome: { kind: 'undecided' } });
    },
  );

  test.each(ENDED)('has nothing to send after the end: $state', (progress) => {
    expect(beginSend(session(progress), sender)).toEqual({ outcome: { kind: 'ended' } });
  });

  test('sends nothing for a superseded cycle', () => {
    const superseded = { outcome: { kind: 'superseded' } };
    const next = session(PROGRESS.decided, { cycle: { number: 2 } });
    expect(beginSend(next, sender)).toEqual(superseded);
    expect(beginSend(undefined, sender)).toEqual(superseded);
  });

  test.each([PROGRESS.decided, PROGRESS.sending])('sends nothing after the window: $state', (progress) => {
    const before = session(progress);
    const last = T0 + sender.windowMs;
    expect(beginSend(before, { ...sender, nowMs: last }).outcome.kind).toBe('begun');
    expect(beginSend(before, { ...sender, nowMs: last + 1 })).toEqual({
      outcome: { kind: 'window_closed', cycle: before.cycle },
    });
  });

  test('has an hour after a deadline beyond the window', () => {
    const deadlineAtMs = T0 + 30 * HOUR_MS;
    const late = session(PROGRESS.decided, { cycle: { deadlineAtMs } });
    const last = deadlineAtMs + HOUR_MS;
    expect(beginSend(late, { ...sender, nowMs: last }).outcome.kind).toBe('begun');
    expect(beginSend(late, { ...sender, nowMs: last + 1 }).outcome.kind).toBe('window_closed');
    expect(beginSend(session(PROGRESS.decided), { ...sender, windowMs: 1 }).outcome.kind).toBe('begun');
    expect(
      beginSend(session(PROGRESS.decided), { ...sender, windowMs: 1, nowMs: T0 + DEADLINE_MS + HOUR_MS + 1 })
        .outcome.kind,
    ).toBe('window_closed');
  });
});

describe('ending a call', () => {
  const nowMs = T0 + 1000;
  const ours = { cycle: 1, owner: 'worker-1', nowMs, call: { name: 'update' }, plan: UPDATE_PLAN };
  const done = { kind: 'done' } as const;
  const retry = { kind: 'retry', dueAtMs: T0 + 9000 } as const;
  const refused = { kind: 'refused', reason: 'treble_404' } as const;
  const results = [done, retry, refused] as const;
  const { update } = PROGRESS.sending;

  test('continues the wait on success', () => {
    const { outcome, next } = endSend(session(PROGRESS.sending), { ...ours, result: done });
    expect(outcome).toBe('continued');
    expect(next?.cycle?.progress).toEqual({
      state: 'continued',
      decision: DECISION,
      update,
      ending: { cause: 'done', by: DECISION.by, atMs: nowMs },
    });
  });

  test('does not keep a large decision: every later write would cost more', () => {
    const large = { ...DECISION, keys: [{ key: 'text', value: 'x'.repeat(3000) }] };
    const { next } = endSend(session({ ...PROGRESS.sending, decision: large }), { ...ours, result: done });
    expect(next?.cycle?.progress).not.toHaveProperty('decision');
    expect(next?.cycle?.progress).toMatchObject({ state: 'continued', ending: { cause: 'done' } });
  });

  test('keeps the reason with the cause', () => {
    const failed: Progress = {
      ...PROGRESS.sending,
      decision: { ...DECISION, cause: 'failed', reason: 'no_processor' },
    };
    const { next } = endSend(session(failed), { ...ours, result: done });
    expect(next?.cycle?.progress).toMatchObject({ ending: { cause: 'failed', reason: 'no_processor' } });
  });

  test('sets a new due time after a failure', () => {
    const { outcome, next } = endSend(session(PROGRESS.sending), { ...ours, result: retry });
    expect(outcome).toBe('recorded');
    expect(next?.cycle?.progress).toEqual({
      state: 'decided',
      decision: DECISION,
      update: { ...update, dueAtMs: T0 + 9000 },
    });
  });

  test('ends the wait after a final refusal', () => {
    const { outcome, next } = endSend(session(PROGRESS.sending), { ...ours, result: refused });
    expect(outcome).toBe('recorded');
    expect(next?.cycle?.progress).toEqual({
      state: 'refused',
      decision: DECISION,
      update,
      ending: { cause: 'done', reason: 'treble_404', by: DECISION.by, atMs: nowMs },
    });
  });

  // The first sender calls and gets no answer until its lease ends.
  // A second sender takes the lease. Then the first sender gets a success.
  // The wait has ended. A failure would count only for the sender with the lease.
  test('records a success from any sender, and a failure only from the owner of the lease', () => {
    const other = { ...ours, owner: 'worker-2' };
    for (const progress of [PROGRESS.sending, PROGRESS.decided]) {
      const before = session(progress);
      const { outcome, next } = endSend(before, { ...other, result: done });
      expect(outcome).toBe('continued');
      expect(next?.cycle?.progress.state).toBe('continued');
      expect(endSend(before, { ...other, result: retry })).toEqual({ outcome: 'lost' });
      expect(endSend(before, { ...other, result: refused })).toEqual({ outcome: 'lost' });
    }
  });

  test('recognises its own write whose confirmation was lost', () => {
    const { next } = endSend(session(PROGRESS.sending), { ...ours, result: done });
    expect(endSend(next, { ...ours, result: done })).toEqual({ outcome: 'continued' });
  });

  test('accepts a second success and later failures without a change', () => {
    for (const result of results) {
      expect(endSend(session(PROGRESS.continued), { ...ours, result })).toEqual({ outcome: 'recorded' });
    }
  });

  test.each(results)('changes no closed or superseded cycle: $kind', (result) => {
    const superseded = { outcome: 'superseded' };
    expect(endSend(session(PROGRESS.closed), { ...ours, result })).toEqual(superseded);
    const next: Session = session(PROGRESS.sending, { cycle: { number: 2 } });
    expect(endSend(next, { ...ours, result })).toEqual(superseded);
    expect(endSend(undefined, { ...ours, result })).toEqual(superseded);
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated, PROGRESS.refused])(
    'is lost for a cycle without a call: $state',
    (progress) => {
      for (const result of results)
        expect(endSend(session(progress), { ...ours, result })).toEqual({ outcome: 'lost' });
    },
  );
});

describe('deferring a call', () => {
  const later = { ...sender, nowMs: T0 + 60_000 };

  test('keeps the decision due, without a write', () => {
    expect(deferSend(session(PROGRESS.decided), later)).toEqual({ outcome: 'deferred' });
  });

  test('of a sender that died makes it due, and counts no attempt', () => {
    const { outcome, next } = deferSend(session(PROGRESS.sending), later);
    expect(outcome).toBe('deferred');
    expect(next?.cycle?.progress).toEqual({
      state: 'decided',
      decision: DECISION,
      update: { ...PROGRESS.sending.update, dueAtMs: T0 + 60_000 },
    });
  });

  test('changes neither another sender’s lease nor a later due time', () => {
    expect(deferSend(session(PROGRESS.sending), { ...later, nowMs: untilMs - 1 })).toEqual({
      outcome: 'leased',
    });
    const due: Progress = { ...PROGRESS.decided, update: { attempts: 1, dueAtMs: T0 + 100_000 } };
    expect(deferSend(session(due), later)).toEqual({ outcome: 'not_due' });
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
    'has nothing to defer without a decision: $state',
    (progress) => {
      expect(deferSend(session(progress), later)).toEqual({ outcome: 'undecided' });
    },
  );

  test('returns window_closed after the window', () => {
    const closed = { ...later, nowMs: T0 + 21 * HOUR_MS };
    expect(deferSend(session(PROGRESS.decided), closed)).toEqual({ outcome: 'window_closed' });
  });
});

describe('refusing without a call', () => {
  const end = { cycle: 1, reason: 'window_closed', nowMs: T0 + 1000 };

  test.each([PROGRESS.decided, PROGRESS.sending])('ends a decided cycle: $state', (progress) => {
    const { outcome, next } = refuse(session(progress), end);
    expect(outcome).toBe('recorded');
    expect(next?.cycle?.progress).toEqual({
      state: 'refused',
      decision: DECISION,
      update: progress.update,
      ending: { cause: 'done', reason: 'window_closed', by: DECISION.by, atMs: T0 + 1000 },
    });
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated, ...ENDED])(
    'changes no other cycle: $state',
    (progress) => {
      expect(refuse(session(progress), end)).toEqual({ outcome: 'lost' });
    },
  );

  test('does not change the cycle that supersedes its own', () => {
    expect(refuse(session(PROGRESS.decided, { cycle: { number: 2 } }), end)).toEqual({
      outcome: 'superseded',
    });
  });
});

describe('a decision of several calls', () => {
  const plan = [
    { name: 'variables' },
    { name: 'reply.0', once: true },
    { name: 'reply.1', once: true },
  ] as const;
  const ours = { ...sender, owner: 'worker-1', plan: () => plan };
  const end = (name: string, nowMs: number) => ({
    cycle: 1,
    owner: 'worker-1',
    nowMs,
    call: plan.find((call) => call.name === name) ?? plan[0],
    plan,
  });
  const done = { kind: 'done' } as const;
  const callsOf = (one: Session | undefined) => {
    const progress = one?.cycle?.progress;
    return progress && 'update' in progress ? (progress.update?.calls ?? []) : [];
  };

  /** The variables are set, and the first message has begun. */
  function begun(): Session | undefined {
    const first = beginSend(session(PROGRESS.decided), ours);
    const set = endSend(first.next, { ...end('variables', T0 + 20), result: done });
    return beginSend(set.next, { ...ours, nowMs: T0 + 20 }).next;
  }

  test('is made one after the other, and each is remembered', () => {
    const first = beginSend(session(PROGRESS.decided), ours);
    expect(first.outcome).toMatchObject({ kind: 'begun', call: 'variables' });
    expect(callsOf(first.next)).toEqual([]);
    const set = endSend(first.next, { ...end('variables', T0 + 20), result: done });
    expect(set.outcome).toBe('recorded');
    expect(set.next?.cycle?.progress).toMatchObject({ state: 'decided', update: { dueAtMs: T0 + 20 } });
    const second = beginSend(set.next, { ...ours, nowMs: T0 + 20 });
    expect(second.outcome).toMatchObject({ kind: 'begun', call: 'reply.0' });
    expect(callsOf(second.next)).toContainEqual({ name: 'reply.0', state: 'begun', sinceMs: T0 + 20 });
    const said = endSend(second.next, { ...end('reply.0', T0 + 30), result: done, id: '7' });
    const third = beginSend(said.next, { ...ours, nowMs: T0 + 30 });
    expect(third.outcome).toMatchObject({ kind: 'begun', call: 'reply.1' });
    const last = endSend(third.next, { ...end('reply.1', T0 + 40), result: done });
    expect(last.outcome).toBe('continued');
    expect(callsOf(last.next)).toContainEqual({ name: 'reply.0', state: 'done', sinceMs: T0 + 30, id: '7' });
  });

  test('waits for the echo of a call whose end is not known, then makes it again where echoes come in', () => {
    const lost = endSend(begun(), { ...end('reply.0', T0 + 8020), result: { kind: 'unknown' } });
    const until = T0 + 8020 + 20_000;
    expect(lost.next?.cycle?.progress).toMatchObject({ state: 'decided', update: { dueAtMs: until } });
    const heard = { ...ours, nowMs: until, echoes: true };
    expect(beginSend(lost.next, { ...heard, nowMs: until - 1 }).outcome).toEqual({
      kind: 'not_due',
      dueAtMs: until,
    });
    expect(beginSend(lost.next, heard).outcome).toMatchObject({ kind: 'begun', call: 'reply.0' });
  });

  test('leaves such a call where no echo ever came, and ends as unconfirmed after the others', () => {
    const lost = endSend(begun(), { ...end('reply.0', T0 + 8020), result: { kind: 'unknown' } });
    const later = { ...ours, nowMs: T0 + 60_000 };
    const next = beginSend(lost.next, later);
    expect(next.outcome).toMatchObject({ kind: 'begun', call: 'reply.1' });
    const said = endSend(next.next, { ...end('reply.1', T0 + 60_100), result: done });
    expect(said.outcome).toBe('recorded');
    expect(beginSend(said.next, { ...later, nowMs: T0 + 60_100 })).toMatchObject({
      outcome: { kind: 'unconfirmed' },
    });
  });

  test('of a sender that died waits until the call and its echo have had their time', () => {
    const other = { ...ours, owner: 'worker-2', nowMs: T0 + 20 + LEASE_MS, echoes: true };
    const taken = beginSend(begun(), other);
    const untilMs = T0 + 20 + 8000 + 20_000;
    expect(taken.outcome).toEqual({ kind: 'not_due', dueAtMs: untilMs });
    expect(taken.next?.cycle?.progress).toMatchObject({ state: 'decided', update: { dueAtMs: untilMs } });
    expect(beginSend(taken.next, { ...other, nowMs: untilMs }).outcome).toMatchObject({
      kind: 'begun',
      call: 'reply.0',
    });
  });

  test('makes a call again that had no effect, without waiting for an echo', () => {
    const refused = endSend(begun(), {
      ...end('reply.0', T0 + 30),
      result: { kind: 'retry', dueAtMs: T0 + 2030 },
    });
    expect(callsOf(refused.next).map(({ name }) => name)).toEqual(['variables']);
    expect(beginSend(refused.next, { ...ours, nowMs: T0 + 2030 }).outcome).toMatchObject({
      kind: 'begun',
      call: 'reply.0',
    });
  });

  test('with no call at all ends at once', () => {
    const { outcome, next } = beginSend(session(PROGRESS.decided), { ...ours, plan: () => [] });
    expect(outcome).toMatchObject({ kind: 'complete', decision: DECISION });
    expect(next?.cycle?.progress.state).toBe('continued');
  });
});

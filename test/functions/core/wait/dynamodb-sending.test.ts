// When a call to Treble may begin, and what its answer changes.
import { describe, expect, test } from 'vitest';
import { beginSend, deferSend, endSend, refuse } from '../../../../functions/core/wait/sending.ts';
import type { Progress, Session } from '../../../../functions/core/wait/session.ts';
import { DEADLINE_MS, DECISION, ENDED, PROGRESS, session, T0 } from '../../../builders.ts';

const HOUR_MS = 3600_000;
const LEASE_MS = 15_000;
const sender = { cycle: 1, owner: 'worker-2', nowMs: T0 + 10, leaseMs: LEASE_MS, windowMs: 20 * HOUR_MS };
const { untilMs } = PROGRESS.sending.lease;

describe('beginning a call', () => {
  test('takes the lease and marks when the first one began', () => {
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
      attempt: 1,
      untilMs: T0 + 10 + LEASE_MS,
    });
  });

  test('leaves the mark of the first call where it is', () => {
    const failed: Progress = { ...PROGRESS.decided, update: PROGRESS.sending.update };
    const { next } = beginSend(session(failed), { ...sender, nowMs: T0 + 5000 });
    expect(next?.cycle?.progress).toMatchObject({
      update: { attempts: 2, firstSendAtMs: PROGRESS.sending.update.firstSendAtMs },
    });
  });

  test('knows its own lease again, without counting another attempt', () => {
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

  test('waits for a call that may still be under way, and takes over when its lease has run out', () => {
    const sending = session(PROGRESS.sending);
    expect(beginSend(sending, { ...sender, nowMs: untilMs - 1 })).toEqual({
      outcome: { kind: 'leased', untilMs },
    });
    const { outcome, next } = beginSend(sending, { ...sender, nowMs: untilMs });
    expect(outcome).toMatchObject({ kind: 'begun', attempt: 2, decision: DECISION });
    expect(next?.cycle?.progress).toMatchObject({ state: 'sending', lease: { owner: 'worker-2' } });
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
    'has nothing to send before there is a decision: $state',
    (progress) => {
      expect(beginSend(session(progress), sender)).toEqual({ outcome: { kind: 'undecided' } });
    },
  );

  test.each(ENDED)('has nothing to send any more: $state', (progress) => {
    expect(beginSend(session(progress), sender)).toEqual({ outcome: { kind: 'ended' } });
  });

  test('does not speak for a cycle that was superseded', () => {
    const superseded = { outcome: { kind: 'superseded' } };
    const next = session(PROGRESS.decided, { cycle: { number: 2 } });
    expect(beginSend(next, sender)).toEqual(superseded);
    expect(beginSend(undefined, sender)).toEqual(superseded);
  });

  test.each([PROGRESS.decided, PROGRESS.sending])(
    'does not speak once the window has closed: $state',
    (progress) => {
      const before = session(progress);
      const last = T0 + sender.windowMs;
      expect(beginSend(before, { ...sender, nowMs: last }).outcome.kind).toBe('begun');
      expect(beginSend(before, { ...sender, nowMs: last + 1 })).toEqual({
        outcome: { kind: 'window_closed', cycle: before.cycle },
      });
    },
  );

  test('has an hour after a deadline that lies beyond the window', () => {
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
  const ours = { cycle: 1, owner: 'worker-1', nowMs };
  const continued = { kind: 'continued' } as const;
  const retry = { kind: 'retry', dueAtMs: T0 + 9000 } as const;
  const refused = { kind: 'refused', reason: 'treble_404' } as const;
  const results = [continued, retry, refused] as const;
  const { update } = PROGRESS.sending;

  test('continues the wait on success', () => {
    const { outcome, next } = endSend(session(PROGRESS.sending), { ...ours, result: continued });
    expect(outcome).toBe('recorded');
    expect(next?.cycle?.progress).toEqual({
      state: 'continued',
      update,
      ending: { cause: 'done', by: DECISION.by, atMs: nowMs },
    });
  });

  test('keeps the reason with the cause', () => {
    const failed: Progress = {
      ...PROGRESS.sending,
      decision: { ...DECISION, cause: 'failed', reason: 'no_processor' },
    };
    const { next } = endSend(session(failed), { ...ours, result: continued });
    expect(next?.cycle?.progress).toMatchObject({ ending: { cause: 'failed', reason: 'no_processor' } });
  });

  test('makes a call that failed due again', () => {
    const { outcome, next } = endSend(session(PROGRESS.sending), { ...ours, result: retry });
    expect(outcome).toBe('recorded');
    expect(next?.cycle?.progress).toEqual({
      state: 'decided',
      decision: DECISION,
      update: { ...update, dueAtMs: T0 + 9000 },
    });
  });

  test('ends the wait when Treble refuses for good', () => {
    const { outcome, next } = endSend(session(PROGRESS.sending), { ...ours, result: refused });
    expect(outcome).toBe('recorded');
    expect(next?.cycle?.progress).toEqual({
      state: 'refused',
      decision: DECISION,
      update,
      ending: { cause: 'done', reason: 'treble_404', by: DECISION.by, atMs: nowMs },
    });
  });

  // One calls, and hears nothing for long; its lease runs out.
  // Another takes over.
  // Now the first one hears that all went well.
  // The wait is over, whoever holds the lease; a failure would have concerned only the first.
  test('counts a success whoever holds the lease, a failure only from the one that holds it', () => {
    const stranger = { ...ours, owner: 'worker-2' };
    for (const progress of [PROGRESS.sending, PROGRESS.decided]) {
      const before = session(progress);
      const { outcome, next } = endSend(before, { ...stranger, result: continued });
      expect(outcome).toBe('recorded');
      expect(next?.cycle?.progress.state).toBe('continued');
      expect(endSend(before, { ...stranger, result: retry })).toEqual({ outcome: 'lost' });
      expect(endSend(before, { ...stranger, result: refused })).toEqual({ outcome: 'lost' });
    }
  });

  test('can be told of a success twice, and of failures after it', () => {
    for (const result of results) {
      expect(endSend(session(PROGRESS.continued), { ...ours, result })).toEqual({ outcome: 'recorded' });
    }
  });

  test.each(results)('changes nothing that was closed or superseded: $kind', (result) => {
    const superseded = { outcome: 'superseded' };
    expect(endSend(session(PROGRESS.closed), { ...ours, result })).toEqual(superseded);
    const other: Session = session(PROGRESS.sending, { cycle: { number: 2 } });
    expect(endSend(other, { ...ours, result })).toEqual(superseded);
    expect(endSend(undefined, { ...ours, result })).toEqual(superseded);
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated, PROGRESS.refused])(
    'is lost on a cycle that nobody sends: $state',
    (progress) => {
      for (const result of results)
        expect(endSend(session(progress), { ...ours, result })).toEqual({ outcome: 'lost' });
    },
  );
});

describe('putting a call off', () => {
  const later = { ...sender, nowMs: T0 + 60_000, untilMs: T0 + 600_000 };

  test.each([PROGRESS.decided, PROGRESS.sending])(
    'leaves the decision as it is and spends no attempt: $state',
    (progress) => {
      const { outcome, next } = deferSend(session(progress), later);
      expect(outcome).toBe('deferred');
      expect(next?.cycle?.progress).toEqual({
        state: 'decided',
        decision: DECISION,
        update: { ...progress.update, dueAtMs: T0 + 600_000 },
      });
    },
  );

  test('takes nothing from whoever holds the lease, nor from a call that is due later', () => {
    expect(deferSend(session(PROGRESS.sending), { ...later, nowMs: untilMs - 1 })).toEqual({
      outcome: 'leased',
    });
    const due: Progress = { ...PROGRESS.decided, update: { attempts: 1, dueAtMs: T0 + 100_000 } };
    expect(deferSend(session(due), later)).toEqual({ outcome: 'not_due' });
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
    'has nothing to put off while nobody has decided: $state',
    (progress) => {
      expect(deferSend(session(progress), later)).toEqual({ outcome: 'undecided' });
    },
  );

  test('says so when the window has closed meanwhile', () => {
    const closed = { ...later, nowMs: T0 + 21 * HOUR_MS };
    expect(deferSend(session(PROGRESS.decided), closed)).toEqual({ outcome: 'window_closed' });
  });
});

describe('refusing without a call', () => {
  const end = { cycle: 1, reason: 'window_closed', nowMs: T0 + 1000 };

  test.each([PROGRESS.decided, PROGRESS.sending])('ends a cycle that is decided: $state', (progress) => {
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
    'leaves every other as it is: $state',
    (progress) => {
      expect(refuse(session(progress), end)).toEqual({ outcome: 'lost' });
    },
  );

  test('leaves the cycle that took the place of its own as it is', () => {
    expect(refuse(session(PROGRESS.decided, { cycle: { number: 2 } }), end)).toEqual({
      outcome: 'superseded',
    });
  });
});

// Whether a session needs its job, and when it expires.
import { describe, expect, test } from 'vitest';
import { checkSession, expiresAtMs, needsJob } from '../../../../functions/core/wait/session.ts';
import { DEADLINE_MS, ENDED, OPEN, PROGRESS, pastCycle, session, T0 } from '../../../builders.ts';

const DAY_MS = 24 * 3600_000;

test('the job is kept while a worker may need it', () => {
  const keeping = [...OPEN, ...ENDED].filter((progress) => needsJob(session(progress)));
  expect(keeping.map(({ state }) => state)).toEqual(['waiting', 'processing']);
});

describe('expiry', () => {
  const retentionMs = 7 * DAY_MS;

  test.each(ENDED)('counts from the last change of an ended session: $state', (progress) => {
    expect(expiresAtMs(session(progress), T0 + 5, retentionMs)).toBe(T0 + 5 + retentionMs);
  });

  test.each(OPEN)('of an open wait is a day and the retention after its deadline: $state', (progress) => {
    const later = DAY_MS + retentionMs;
    expect(expiresAtMs(session(progress), T0, retentionMs)).toBe(T0 + DEADLINE_MS + later);
    const overdue = T0 + 3 * DAY_MS;
    expect(expiresAtMs(session(progress), overdue, retentionMs)).toBe(overdue + later);
  });

  test('counts from the last change without a cycle', () => {
    const { v, ref, sessionId, newest } = session(PROGRESS.closed);
    expect(expiresAtMs({ v, ref, sessionId, newest, past: [] }, T0, retentionMs)).toBe(T0 + retentionMs);
  });
});

describe('parsing', () => {
  test.each([...OPEN, ...ENDED])('returns the written session: $state', (progress) => {
    const written = session(progress, { past: [pastCycle({ firstSendAtMs: T0 }), pastCycle()] });
    expect(checkSession(JSON.parse(JSON.stringify(written)))).toEqual(written);
  });

  test.each([
    ['of another version', { ...session(PROGRESS.waiting), v: 2 }],
    ['in an unknown state', { ...session(PROGRESS.waiting), cycle: { progress: { state: 'lost' } } }],
    ['without its id', { ...session(PROGRESS.waiting), sessionId: undefined }],
  ])('refuses a session %s', (_case, broken) => {
    expect(() => checkSession(JSON.parse(JSON.stringify(broken)))).toThrow();
  });
});

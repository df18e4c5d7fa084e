// The session update of Treble, and the meaning of its answers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEND } from '../../../functions/core/policy.ts';
import type { CallAnswer } from '../../../functions/core/wait/outbound.ts';
import { judge, updateBody, updatePath } from '../../../functions/platforms/treble/session-update.ts';
import { runs } from '../../properties/runs.ts';

const T0 = Date.UTC(2030, 0, 1);
const SETTLE_MS = 30_000;
const context = { attempt: 1, nowMs: T0 + 1000, receivedAtMs: T0, settleMs: SETTLE_MS, random: 0.5 };

const answer = (status: number, retryAfterMs?: number): CallAnswer => ({
  kind: 'answer',
  status,
  tookMs: 5,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** Sent again, and counted by the breaker. */
const FAILED = { kind: 'retry', dueAtMs: expect.any(Number), health: 'failed' };

const settled = { ...context, nowMs: T0 + SETTLE_MS };

test.each([200, 201, 202, 204, 299])('%i continues the conversation', (status) => {
  expect(judge(answer(status), context)).toEqual({ kind: 'done' });
});

test.each([408, 500, 502, 503, 504, 599])('%i is always tried again', (status) => {
  for (const when of [context, settled, { ...context, nowMs: T0 + 1e9 }]) {
    expect(judge(answer(status), when)).toEqual(FAILED);
  }
});

test.each([
  ['ETIMEDOUT', 'hung'],
  ['ECONNREFUSED', 'failed'],
])('no answer, %s, is tried again', (problem, health) => {
  const none: CallAnswer = { kind: 'no_answer', problem, tookMs: 8000 };
  expect(judge(none, settled)).toEqual({ ...FAILED, health });
});

test('429 is tried again when Treble says, however often it came, and does not count as a failure', () => {
  for (const attempt of [1, 4, 5, 100]) {
    const when = { ...context, attempt };
    const dueAtMs = context.nowMs + 7_000 + SEND.throttledMs / 2;
    expect(judge(answer(429, 7_000), when)).toEqual({ kind: 'retry', dueAtMs, throttled: true });
  }
  const dueAtMs = context.nowMs + 1.5 * SEND.throttledMs;
  expect(judge(answer(429), context)).toEqual({ kind: 'retry', dueAtMs, throttled: true });
});

test.each([401, 403, 301, 302, 307, 100])(
  '%i is a configuration error: tried again and reported',
  (status) => {
    expect(judge(answer(status), settled)).toEqual({ ...FAILED, configuration: true });
  },
);

test.each([400, 404, 409, 410, 418, 422])('%i is final after the settle time', (status) => {
  const justBefore = { ...context, nowMs: T0 + SETTLE_MS - 1 };
  expect(judge(answer(status), justBefore)).toEqual({ kind: 'retry', dueAtMs: expect.any(Number) });
  expect(judge(answer(status), settled)).toEqual({ kind: 'refused', reason: `treble_${status}` });
  expect(judge(answer(status), { ...context, settleMs: 0 })).toMatchObject({ kind: 'refused' });
});

describe('the next attempt', () => {
  const delayMs = (attempt: number, random: number, retryAfterMs?: number) => {
    const judged = judge(answer(503, retryAfterMs), { ...context, attempt, random });
    return judged.kind === 'retry' ? judged.dueAtMs - context.nowMs : -1;
  };

  test('is soon at first, with a minimum delay that grows', () => {
    expect([delayMs(1, 0), delayMs(1, 1)]).toEqual([250, 1250]);
    expect([delayMs(2, 0), delayMs(2, 1)]).toEqual([500, 2500]);
  });

  test('is later after the quick attempts, and then at least five minutes and at most ten', () => {
    expect([delayMs(SEND.quickTries, 0), delayMs(SEND.quickTries, 1)]).toEqual([10_000, 20_000]);
    const later = [5, 6, 7, 8, 100, 100_000];
    expect(later.map((attempt) => delayMs(attempt, 0))).toEqual(later.map(() => 300_000));
    expect(later.map((attempt) => delayMs(attempt, 1))).toEqual(later.map(() => 600_000));
  });

  test('respects Retry-After, up to an hour', () => {
    expect(delayMs(1, 0.5, 60_000)).toBe(60_000);
    expect(delayMs(1, 1, 100)).toBe(1250);
    expect(delayMs(1, 1, 24 * 3600_000)).toBe(3600_000);
    expect(delayMs(1, 0, 0)).toBe(250);
  });

  test('is due at a whole millisecond within these limits, for every attempt and random value', () => {
    const chances = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), chances, fc.nat(1e9), (attempt, random, retryAfterMs) => {
        const delay = delayMs(attempt, random, retryAfterMs);
        expect(Number.isSafeInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(Math.min(retryAfterMs, 3600_000));
        expect(delay).toBeLessThanOrEqual(Math.max(600_000, Math.min(retryAfterMs, 3600_000)));
      }),
      runs(100),
    );
  });
});

describe('the request', () => {
  test.each([
    ['56a0b1', '/session/56a0b1/update'],
    ['a/b?c#d', '/session/a%2Fb%3Fc%23d/update'],
    ['.', '/session/%2E/update'],
    ['..', '/session/%2E%2E/update'],
    ['ñ 🌵', '/session/%C3%B1%20%F0%9F%8C%B5/update'],
  ])('has only the session %s in its path', (id, path) => {
    expect(updatePath(id)).toBe(path);
  });

  test('has the variables in order, and only their key and value', () => {
    const keys = [
      { key: 'b', value: '1', more: 'no' },
      { key: 'a', value: '' },
    ];
    const text = '{"user_session_keys":[{"key":"b","value":"1"},{"key":"a","value":""}]}';
    expect(JSON.stringify(updateBody(keys))).toBe(text);
  });
});

// What the answers of Botmaker's and Trino AI's APIs mean.
import { expect, test } from 'vitest';
import { SEND } from '../../../functions/core/policy.ts';
import type { CallAnswer } from '../../../functions/core/wait/outbound.ts';
import { NOT_MADE } from '../../../functions/platforms/api-call.ts';
import { judgeCall, NO_TURN } from '../../../functions/platforms/judge-call.ts';

const NOW_MS = 1_000_000;
const context = { attempt: 1, nowMs: NOW_MS, receivedAtMs: NOW_MS - 10, random: 0.5 };
const [ONCE, REPEATABLE] = [{ platform: 'botmaker', once: true } as const, { platform: 'botmaker' }];

const answered = (status: number, retryAfterMs?: number): CallAnswer => ({
  kind: 'answer',
  status,
  tookMs: 5,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const unanswered = (problem: string): CallAnswer => ({ kind: 'no_answer', problem, tookMs: 5 });
const LATER = { kind: 'retry', dueAtMs: expect.any(Number) } as const;

test.each([200, 201, 202, 204])('%i is a success', (status) => {
  expect(judgeCall(answered(status), context, ONCE)).toEqual({ kind: 'done' });
});

test.each([408, 500, 502, 503, 504])('%i: nobody knows whether it had an effect', (status) => {
  expect(judgeCall(answered(status), context, ONCE)).toEqual({ kind: 'unknown', health: 'failed' });
  expect(judgeCall(answered(status), context, REPEATABLE)).toEqual({ ...LATER, health: 'failed' });
});

test.each([
  ['ETIMEDOUT', 'hung'],
  ['ECONNRESET', 'failed'],
  ['EPIPE', 'failed'],
  ['ABORTED', 'failed'],
  ['HPE_INVALID_CONSTANT', 'failed'],
])('%s: nobody knows whether it had an effect', (problem, health) => {
  expect(judgeCall(unanswered(problem), context, ONCE)).toEqual({ kind: 'unknown', health });
  expect(judgeCall(unanswered(problem), context, REPEATABLE)).toEqual({ ...LATER, health });
});

test.each([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])('%s: nothing was sent, so it is tried again', (problem) => {
  expect(judgeCall(unanswered(problem), context, ONCE)).toEqual({ ...LATER, health: 'failed' });
});

test('429 is tried again when the platform says, and is no failure', () => {
  const dueAtMs = NOW_MS + 7_000 + SEND.throttledMs / 2;
  expect(judgeCall(answered(429, 7_000), context, ONCE)).toEqual({ kind: 'retry', dueAtMs, throttled: true });
});

test('a call without a turn is tried again, and says nothing of the platform', () => {
  expect(judgeCall(unanswered(NO_TURN), context, ONCE)).toEqual({
    ...LATER,
    throttled: true,
    health: 'unknown',
  });
});

test.each([301, 302, 401, 403])(
  '%i: an operator must correct address or key; the decision is kept',
  (status) => {
    expect(judgeCall(answered(status), context, ONCE)).toEqual({
      ...LATER,
      configuration: true,
      health: 'failed',
    });
  },
);

test('a request that cannot be written is the configuration’s fault', () => {
  expect(judgeCall(unanswered(NOT_MADE), context, ONCE)).toEqual({
    ...LATER,
    configuration: true,
    health: 'failed',
  });
});

test.each([400, 404, 409, 410, 422])('%i is final at once: the conversation exists', (status) => {
  const refused = { kind: 'refused', reason: `botmaker_${status}` };
  expect(judgeCall(answered(status), context, ONCE)).toEqual(refused);
  expect(judgeCall(answered(status), context, REPEATABLE)).toEqual(refused);
});

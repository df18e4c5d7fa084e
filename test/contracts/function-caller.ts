// The contract of every function caller.
import { expect, test } from 'vitest';
import type { FunctionCaller } from '../../functions/processors/lambda/function-caller.ts';
import { type Handler, Refusal } from '../engines/invoke-api.ts';

const { promise: never } = Promise.withResolvers<never>();

/** The functions of the contract. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  mirror: (event) => event,
  'mirror:live': () => 'live',
  nothing: () => undefined,
  long: () => 'x'.repeat(300_000),
  throws: () => {
    throw new Error('of its own');
  },
  slow: () => never,
  busy: () => {
    throw new Refusal(429, 'TooManyRequestsException');
  },
  forbidden: () => {
    throw new Refusal(403, 'AccessDeniedException');
  },
};

export function functionCallerContract(caller: () => FunctionCaller): void {
  const ask = (name: string, more: { payload?: string; timeoutMs?: number; signal?: AbortSignal } = {}) =>
    caller().call({
      arn: `arn:aws:lambda:sa-east-1:123456789012:function:${name}`,
      payload: '{}',
      timeoutMs: 5000,
      signal: new AbortController().signal,
      ...more,
    });

  test('a function gets the payload, and its result is returned', async () => {
    const payload = '{"text":"ñ 😀 \\u2028","list":[1,null]}';
    expect(await ask('mirror', { payload })).toEqual({
      kind: 'returned',
      payload: JSON.stringify(JSON.parse(payload)),
    });
  });

  test('an alias selects another function', async () => {
    expect(await ask('mirror:live')).toEqual({ kind: 'returned', payload: '"live"' });
  });

  test('a function that returns nothing returns null', async () => {
    expect(await ask('nothing')).toEqual({ kind: 'returned', payload: 'null' });
  });

  test('a result over the limit is not read', async () => {
    expect(await ask('long')).toEqual({ kind: 'returned', payload: undefined });
  });

  test('an error of the function is reported without its message', async () => {
    expect(await ask('throws')).toEqual({ kind: 'threw' });
  });

  test.each([
    ['missing', 404, 'ResourceNotFoundException'],
    ['busy', 429, 'TooManyRequestsException'],
    ['forbidden', 403, 'AccessDeniedException'],
  ])('%s: a refusal of Lambda is returned with status and name', async (name, status, type) => {
    expect(await ask(name)).toEqual({ kind: 'refused', status, type });
  });

  test('a call ends at its timeout and at its signal', async () => {
    expect(await ask('slow', { timeoutMs: 50 })).toEqual({ kind: 'no_answer', code: 'ETIMEDOUT' });
    const attempt = new AbortController();
    const answer = ask('slow', { signal: attempt.signal });
    attempt.abort();
    expect(await answer).toEqual({ kind: 'no_answer', code: 'ABORTED' });
  });
}

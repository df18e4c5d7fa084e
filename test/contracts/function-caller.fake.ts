// The fake of Lambda: the functions run in this process.

import type { FunctionCaller } from '../../functions/processors/lambda/function-caller.ts';
import { parseFunctionArn } from '../../functions/runtime/function-arn.ts';
import { type Handler, Refusal } from '../engines/invoke-api.ts';

const MAX_ANSWER_BYTES = 256 * 1024;

export function functionsInMemory(handlers: Readonly<Record<string, Handler>>): FunctionCaller {
  return {
    async call({ arn, payload, timeoutMs, signal }) {
      const { name = '', qualifier } = parseFunctionArn(arn) ?? {};
      const handler = handlers[qualifier === undefined ? name : `${name}:${qualifier}`];
      if (!handler) return { kind: 'refused', status: 404, type: 'ResourceNotFoundException' };
      if (signal.aborted) return { kind: 'no_answer', code: 'ABORTED' };
      const { promise: noAnswer, resolve } = Promise.withResolvers<{ kind: 'no_answer'; code: string }>();
      signal.addEventListener('abort', () => resolve({ kind: 'no_answer', code: 'ABORTED' }));
      const timer = setTimeout(() => resolve({ kind: 'no_answer', code: 'ETIMEDOUT' }), timeoutMs);
      try {
        return await Promise.race([run(handler, payload), noAnswer]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function run(handler: Handler, payload: string) {
  try {
    const text = JSON.stringify(await handler(JSON.parse(payload))) ?? 'null';
    return { kind: 'returned', payload: text.length > MAX_ANSWER_BYTES ? undefined : text } as const;
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', status: error.status, type: error.type } as const;
    return { kind: 'threw' } as const;
  }
}

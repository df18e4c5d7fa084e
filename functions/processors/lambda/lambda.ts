// Calls a Lambda function of the user with the event. The function returns the answer: status and body, as an HTTP
// endpoint does, or only the body.
import { isUtf8 } from 'node:buffer';
import type { ProcessorReason } from '../../core/reason/reason.ts';
import { findFunction } from '../../runtime/function-arn.ts';
import { eventOf } from '../cloud-event.ts';
import { parseAsWritten } from '../json-as-written.ts';
import type { Processor, ProcessorAnswer } from '../processor.ts';
import { readAnswer, readNoAnswer } from '../read-answer.ts';
import type { FunctionAnswer, FunctionCaller } from './function-caller.ts';

export interface LambdaSettings {
  /** The permitted functions. */
  readonly arns: readonly string[];
  /** The function of the source, by ARN or name; undefined: the first. */
  readonly chosen: string | undefined;
  readonly caller: FunctionCaller;
  readonly timeoutMs: number;
}

export function lambdaProcessor({ arns, chosen, caller, timeoutMs }: LambdaSettings): Processor {
  const [first] = arns;
  if (first === undefined) return unusable('no_processor_function');
  // The worker may call only the functions in the parameter.
  const fn = findFunction(arns, chosen ?? first);
  if (!fn) return unusable('processor_function_not_listed');
  return {
    name: 'lambda',
    destination: `lambda:${fn.name}`,
    async process(task, signal) {
      return meaningOf(await caller.call({ arn: fn.arn, payload: eventOf(task), timeoutMs, signal }));
    },
  };
}

const unusable = (reason: ProcessorReason): Processor => ({
  name: 'lambda',
  process: async () => ({ kind: 'failed', reason }),
});

function meaningOf(answer: FunctionAnswer): ProcessorAnswer {
  switch (answer.kind) {
    case 'returned':
      return readReturned(answer.payload);
    case 'threw':
      return { kind: 'retry', reason: 'processor_error' };
    case 'refused':
      return readRefusal(answer.status);
    case 'no_answer':
      return readNoAnswer(answer.code);
    case 'nowhere':
      return { kind: 'failed', reason: 'no_lambda_here' };
  }
}

/**
 * A handler for API Gateway can return its body in base64 and its status as text. A handler that returns
 * JSON.stringify(…) returns a text that contains JSON.
 */
function readReturned(payload: string | undefined): ProcessorAnswer {
  const returned = payload === undefined ? undefined : parseAsWritten(payload);
  const text = typeof returned === 'string' ? returned : payload;
  const value = typeof returned === 'string' ? parseAsWritten(returned) : returned;
  if (value === null) return readAnswer({ status: 204, body: '' });
  const { statusCode, body, isBase64Encoded }: Partial<Record<string, unknown>> = Object(value);
  const status = readStatus(statusCode);
  if (status === undefined) return readAnswer({ status: 200, body: text });
  if (typeof body !== 'string') return readAnswer({ status, body: JSON.stringify(body ?? null) });
  return readAnswer({ status, body: isBase64Encoded === true ? readBase64(body) : body });
}

function readStatus(statusCode: unknown): number | undefined {
  const written = JSON.isRawJSON(statusCode) ? statusCode.rawJSON : statusCode;
  const status = typeof written === 'string' && written.trim() !== '' ? Number(written) : undefined;
  return Number.isInteger(status) ? status : undefined;
}

/** Undefined if the bytes are not UTF-8. */
function readBase64(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/**
 * Lambda refused the call before the function ran. A missing permission or function is a configuration error, and a
 * deployment corrects it after some time. Everything is tried again, except a payload that Lambda never accepts.
 */
function readRefusal(status: number): ProcessorAnswer {
  if (status === 413 || status === 415) return { kind: 'failed', reason: 'processor_rejected' };
  if (status === 429) return { kind: 'retry', reason: 'processor_throttled', throttled: true };
  if (status === 401 || status === 403) return { kind: 'retry', reason: 'processor_forbidden' };
  if (status === 404) return { kind: 'retry', reason: 'processor_missing' };
  return { kind: 'retry', reason: 'processor_error' };
}

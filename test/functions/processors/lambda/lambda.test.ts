// The processor lambda: the called function, its payload, and the meaning of its result.
import { describe, expect, test } from 'vitest';
import { lambdaProcessor } from '../../../../functions/processors/lambda/lambda.ts';
import { sampleJob } from '../../../builders.ts';
import { functionsInMemory } from '../../../contracts/function-caller.fake.ts';
import { type Handler, Refusal } from '../../../engines/invoke-api.ts';

const arn = (name: string) => `arn:aws:lambda:sa-east-1:123456789012:function:${name}`;
const job = sampleJob({});
const signal = new AbortController().signal;

function made(handlers: Record<string, Handler>, more: { arns?: string[]; chosen?: string } = {}) {
  const { arns = Object.keys(handlers).map(arn), chosen } = more;
  return lambdaProcessor({ arns, chosen, caller: functionsInMemory(handlers), timeoutMs: 200 });
}

const ask = (handler: Handler) => made({ work: handler }).process({ job, body: '{"n":1}' }, signal);

test('the function gets the same event as an endpoint', async () => {
  const events: unknown[] = [];
  const handlers = { work: (event: unknown) => void events.push(event) };
  const task = {
    job,
    body: '{"n":1}',
    deadlineAtMs: 1_893_456_300_000,
    resumeUrl: 'https://acuse.example/r',
  };
  await made(handlers).process(task, signal);
  expect(events).toEqual([
    expect.objectContaining({
      specversion: '1.0',
      id: 'event-1',
      data: { n: 1 },
      deadline: '2030-01-01T00:05:00.000Z',
      resumeurl: 'https://acuse.example/r',
    }),
  ]);
});

describe('the called function', () => {
  const handlers = { one: () => ({ keys: { who: 'one' } }), 'two:live': () => ({ keys: { who: 'two' } }) };

  test.each([
    [undefined, 'one', 'lambda:one'],
    ['two', 'two', 'lambda:two'],
    ['two:live', 'two', 'lambda:two'],
    [arn('two:live'), 'two', 'lambda:two'],
  ])('a source that names %s calls %s', async (chosen, called, destination) => {
    const processor = made(handlers, chosen === undefined ? {} : { chosen });
    expect(processor.destination).toBe(destination);
    expect(await processor.process({ job, body: '{}' }, signal)).toEqual({
      kind: 'done',
      keys: [{ key: 'who', value: called }],
    });
  });

  test('a function that is not listed is not called', async () => {
    const processor = made(
      { one: () => ({}), other: () => ({}) },
      { arns: [arn('one')], chosen: arn('other') },
    );
    expect(processor.destination).toBeUndefined();
    expect(await processor.process({ job, body: '{}' }, signal)).toEqual({
      kind: 'failed',
      reason: 'processor_function_not_listed',
    });
  });

  test('without a list there is no call', async () => {
    expect(await made({}).process({ job, body: '{}' }, signal)).toEqual({
      kind: 'failed',
      reason: 'no_processor_function',
    });
  });
});

describe('the result', () => {
  const RESULT = { kind: 'done', keys: [{ key: 'verdict', value: 'ok' }] };

  test.each([
    [{ keys: { verdict: 'ok' } }],
    [{ user_session_keys: [{ key: 'verdict', value: 'ok' }] }],
    [{ statusCode: 200, body: { keys: { verdict: 'ok' } } }],
    [{ statusCode: 200, headers: {}, body: '{"keys":{"verdict":"ok"}}' }],
    [{ statusCode: '200', body: '{"keys":{"verdict":"ok"}}' }],
    [{ statusCode: 200, body: btoa('{"keys":{"verdict":"ok"}}'), isBase64Encoded: true }],
    [{ statusCode: 200, body: '{"keys":{"verdict":"ok"}}', isBase64Encoded: false }],
    ['{"keys":{"verdict":"ok"}}'],
    ['{"statusCode":"200","body":"{\\"keys\\":{\\"verdict\\":\\"ok\\"}}"}'],
  ])('%j is a result', async (returned) => {
    expect(await ask(() => returned)).toEqual(RESULT);
  });

  test.each([
    [undefined, { kind: 'done', keys: [] }],
    [null, { kind: 'done', keys: [] }],
    [{ statusCode: 204 }, { kind: 'done', keys: [] }],
    [{ statusCode: 202 }, { kind: 'accepted' }],
    [
      { statusCode: 422, body: 'no' },
      { kind: 'failed', reason: 'processor_rejected' },
    ],
    [{ statusCode: 429 }, { kind: 'retry', reason: 'processor_error', throttled: true }],
    [{ statusCode: 500 }, { kind: 'retry', reason: 'processor_error' }],
    [{ statusCode: 302 }, { kind: 'failed', reason: 'processor_redirected' }],
    [{ statusCode: 200 }, { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) }],
    [{ ok: true }, { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) }],
    [{ statusCode: '422' }, { kind: 'failed', reason: 'processor_rejected' }],
    ['{"statusCode":202}', { kind: 'accepted' }],
    ['null', { kind: 'done', keys: [] }],
    ['', { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) }],
    ['ok', { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) }],
    [
      JSON.stringify('{"keys":{"verdict":"ok"}}'),
      { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) },
    ],
    [
      { statusCode: 200, body: btoa('{"keys":{"verdict":"N\xfa\xf1ez"}}'), isBase64Encoded: true },
      { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) },
    ],
    [
      { statusCode: 200, body: '{"keys":{}}', isBase64Encoded: true },
      { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) },
    ],
    [
      { statusCode: '', keys: 1 },
      { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) },
    ],
    [7, { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) }],
    [[], { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) }],
    ['x'.repeat(300_000), { kind: 'failed', reason: 'processor_bad_answer', problem: expect.any(String) }],
  ])('%j has its exact meaning', async (returned, expected) => {
    expect(await ask(() => returned)).toEqual(expected);
  });
});

describe('errors', () => {
  test('a function that throws is called again', async () => {
    const broken = () => {
      throw new Error('of its own');
    };
    expect(await ask(broken)).toEqual({ kind: 'retry', reason: 'processor_error' });
  });

  test('a function that takes too long is called again', async () => {
    const { promise: never } = Promise.withResolvers<never>();
    expect(await ask(() => never)).toEqual({ kind: 'retry', reason: 'processor_timeout' });
  });

  test.each([
    [429, { kind: 'retry', reason: 'processor_throttled', throttled: true }],
    [403, { kind: 'retry', reason: 'processor_forbidden' }],
    [404, { kind: 'retry', reason: 'processor_missing' }],
    [413, { kind: 'failed', reason: 'processor_rejected' }],
    [500, { kind: 'retry', reason: 'processor_error' }],
    [502, { kind: 'retry', reason: 'processor_error' }],
  ])('the status %i of Lambda loses nothing', async (status, expected) => {
    const refused = () => {
      throw new Refusal(status, 'SomeException');
    };
    expect(await ask(refused)).toEqual(expected);
  });

  test('without Lambda the attempt ends with that reason', async () => {
    const caller = { call: async () => ({ kind: 'nowhere' as const }) };
    const processor = lambdaProcessor({ arns: [arn('one')], chosen: undefined, caller, timeoutMs: 200 });
    expect(await processor.process({ job, body: '{}' }, signal)).toEqual({
      kind: 'failed',
      reason: 'no_lambda_here',
    });
  });
});

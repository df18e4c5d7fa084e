// Functions in memory and on Lambda's Invoke API keep one contract. Only the adapter makes a request.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lambdaFunctions } from '../../functions/processors/lambda/lambda-function-caller.ts';
import { type InvokeApi, startInvokeApi } from '../engines/invoke-api.ts';
import { functionsInMemory } from './function-caller.fake.ts';
import { functionCallerContract, HANDLERS } from './function-caller.ts';

let api: InvokeApi;
beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDINVENTED');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'invented');
  api = await startInvokeApi(HANDLERS);
});
afterAll(() => api.close());

describe('in memory', () => {
  const caller = functionsInMemory(HANDLERS);
  functionCallerContract(() => caller);
});

describe('on the Invoke API', () => {
  functionCallerContract(() => lambdaFunctions({ endpoint: api.url }));

  const call = (endpoint: string | undefined, arn: string) =>
    lambdaFunctions({ endpoint }).call({
      arn,
      payload: '{}',
      timeoutMs: 2000,
      signal: new AbortController().signal,
    });

  test('the request is signed for Lambda, in the region of the function', async () => {
    await call(api.url, 'arn:aws:lambda:eu-west-1:123456789012:function:mirror:live');
    const { path, headers } = api.invocations.at(-1) ?? expect.fail('nothing came');
    expect(path).toBe('/2015-03-31/functions/mirror%3Alive/invocations');
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDINVENTED\/\d{8}\/eu-west-1\/lambda\/aws4_request, /,
    );
  });

  test('without an endpoint nothing is called', async () => {
    expect(await call('', 'arn:aws:lambda:eu-west-1:123456789012:function:mirror')).toEqual({
      kind: 'nowhere',
    });
  });

  test('without a server there is no answer', async () => {
    expect(await call('http://127.0.0.1:1', 'arn:aws:lambda:eu-west-1:123456789012:function:mirror')).toEqual(
      {
        kind: 'no_answer',
        code: 'ECONNREFUSED',
      },
    );
  });
});

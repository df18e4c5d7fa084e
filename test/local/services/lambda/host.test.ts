import { describe, expect, test } from 'vitest';
import { functionPlan, hostFor, listenForReports } from './test-functions.ts';

const payloadOf = (result: unknown) => Object(result).payload;

describe('an invocation', () => {
  test('gets the event and the context, and returns the result of the handler', async () => {
    const host = hostFor(
      functionPlan(`exports.handler = async (event, context) => ({
        event, ...context, remaining: context.getRemainingTimeInMillis() });`),
    );
    const payload = payloadOf(await host.invoke({ a: ['ü', null] }));
    expect(payload).toMatchObject({
      event: { a: ['ü', null] },
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'Test-Function',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Test-Function',
      memoryLimitInMB: '128',
    });
    expect(payload.remaining).toBeGreaterThan(8000);
    expect(payload.remaining).toBeLessThanOrEqual(10_000);
  });

  test('without a result is null', async () => {
    expect(await hostFor(functionPlan('exports.handler = async () => {};')).invoke({})).toEqual({
      ok: true,
      payload: null,
    });
  });

  test('reuses the environment of the one before', async () => {
    const host = hostFor(functionPlan('let n = 0; exports.handler = async () => [process.pid, ++n];'));
    const [pid] = payloadOf(await host.invoke({}));
    expect(payloadOf(await host.invoke({}))).toEqual([pid, 2]);
  });

  test('that throws is an error with name and message, also in the log, and the environment stays', async () => {
    const host = hostFor(
      functionPlan(`let n = 0; exports.handler = async () => {
      n += 1; if (n === 1) throw new RangeError('too far'); return n; };`),
    );
    expect(await host.invoke({})).toEqual({
      ok: false,
      error: { errorType: 'RangeError', errorMessage: 'too far' },
    });
    expect(host.output()).toContain('"errorType":"RangeError"');
    expect(await host.invoke({})).toEqual({ ok: true, payload: 2 });
  });

  test('that takes longer than the timeout is killed, and the next one gets a new environment', async () => {
    const host = hostFor(
      functionPlan(
        `let n = 0; exports.handler = async (event) => { n += 1; if (event.loop) for (;;); return n; };`,
        { timeoutSeconds: 0.3 },
      ),
    );
    await host.warm();
    const result = await host.invoke({ loop: true });
    expect(Object(result).error.errorMessage).toMatch(
      /^RequestId: \S+ Error: Task timed out after 0\.30 seconds$/,
    );
    expect(host.lines.join()).toContain('Task timed out');
    expect(await host.invoke({})).toEqual({ ok: true, payload: 1 });
  });

  test('that ends the process is an error, and the next one gets a new environment', async () => {
    const host = hostFor(
      functionPlan(`exports.handler = async (event) => { if (event.die) process.exit(3); return 'alive'; };`),
    );
    expect(Object(await host.invoke({ die: true })).error).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 3'),
    });
    expect(await host.invoke({})).toEqual({ ok: true, payload: 'alive' });
  });

  test('with an unhandled rejection ends the process', async () => {
    const host = hostFor(
      functionPlan(
        `exports.handler = () => { Promise.reject(new Error('lost')); return new Promise(() => {}); };`,
      ),
    );
    expect(Object(await host.invoke({})).error.errorType).toBe('Runtime.ExitError');
  });
});

describe('environments', () => {
  test('start while invocations wait, up to the limit; further invocations wait', async () => {
    const listener = await listenForReports();
    const release = listener.hold();
    const host = hostFor(
      functionPlan('exports.handler = async (event) => { await report(event); return process.pid; };', {
        environment: { REPORT_URL: listener.url },
      }),
      2,
    );
    const results = [1, 2, 3].map((event) => host.invoke(event));
    expect([await listener.next(), await listener.next()]).toEqual([1, 2]);
    const third = listener.next();
    expect(await Promise.race([third, new Promise((soon) => setTimeout(soon, 300, 'still waits'))])).toBe(
      'still waits',
    );
    release();
    expect(await third).toBe(3);
    expect(new Set((await Promise.all(results)).map(payloadOf)).size).toBe(2);
  });

  test("have the variables of the template and of Lambda, and none of the user's", async () => {
    process.env['AWS_PROFILE'] = 'somebody';
    const host = hostFor(
      functionPlan('exports.handler = async () => ({ ...process.env });', {
        environment: { TABLE: 'Sessions' },
      }),
    );
    const environment = payloadOf(await host.invoke({}));
    delete process.env['AWS_PROFILE'];
    expect(environment).toMatchObject({
      TABLE: 'Sessions',
      AWS_ENDPOINT_URL_SQS: 'http://sqs',
      AWS_LAMBDA_FUNCTION_NAME: 'Test-Function',
      AWS_REGION: 'us-east-1',
    });
    expect(environment.PATH).not.toContain('node_modules');
    expect(environment.HOME).not.toBe(process.env['HOME']);
    const foreign = Object.keys(environment).filter(
      (name) =>
        !/^(AWS_(ACC|DEF|ENDP|EXE|LAMBDA|REG|SECRET)|_HANDLER|LAMBDA_TASK_ROOT|HOME|LANG|PATH|TZ|TABLE)/.test(
          name,
        ),
    );
    expect(foreign).toEqual([]);
  });

  test.each([
    [
      'that throws while loading',
      `throw new Error('TABLE is not set');`,
      'TestFunction does not start: Error: TABLE is not set',
    ],
    ['without a handler', 'exports.other = () => 1;', 'index.handler is not a function'],
    [
      'that takes a callback',
      'exports.handler = (event, context, callback) => callback();',
      'nodejs24.x does not support',
    ],
    ['that ends while loading', 'process.exit(1);', 'Runtime.ExitError'],
  ])('of a function %s do not start, and show its error', async (_, source, words) => {
    await expect(hostFor(functionPlan(source)).warm()).rejects.toThrow(words);
  });

  test('have some time to end when the run stops, and are then killed', async () => {
    const listener = await listenForReports();
    listener.hold();
    const host = hostFor(
      functionPlan('exports.handler = async () => report(process.pid);', {
        environment: { REPORT_URL: listener.url },
      }),
    );
    const result = host.invoke({});
    const pid = Number(await listener.next());
    await host.stop(20);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await result).toMatchObject({ ok: false });
    expect(await host.invoke({})).toMatchObject({
      ok: false,
      error: { errorMessage: 'The local run is stopping' },
    });
  });
});

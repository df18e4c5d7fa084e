// A whole run of a small stack: its start, its end, a kill, and the run after it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { ClassicLevel } from 'classic-level';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseKeys } from '../../functions/core/key/keys.ts';
import { readToken } from '../../functions/core/source/source-url.ts';
import type { Ready } from '../../local/ready.ts';
import { type Run, runTemplate } from '../../local/run.ts';
import { awsJson } from '../../local/services/engines/aws-json.ts';
import { type MiniFunctions, miniAssembly } from './mini-app.ts';
import { startProcess } from './run-acuse.ts';
import { listenForReports, temporaryDirectory } from './services/lambda/test-functions.ts';

const REPORTING = 'exports.handler = async (event) => report({ event, pid: process.pid });';
const ECHO = 'exports.handler = async (event) => event;';

async function runMini(functions: MiniFunctions, data?: string) {
  const listener = await listenForReports();
  const run: Run = await runTemplate({
    assemblyDirectory: miniAssembly(listener.url, functions),
    data,
    parameters: new Map(),
    port: 0,
    output: () => undefined,
    log: () => undefined,
  });
  onTestFinished(run.stop);
  return { listener, run };
}

const post = (ready: Ready, body: string) =>
  fetch(`${ready.baseUrl}/in`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });

const send = (ready: Ready, body: string, group = 'g') =>
  awsJson(ready.endpoints.sqs, 'AmazonSQS')('SendMessage', {
    QueueUrl: ready.resources['Queue'],
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: body,
  });

const bodyOf = (reported: unknown) => Object(reported).event.Records[0].body;
/** The process has ended, also when its new parent has not collected it yet. */
const isGone = (pid: number) => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() === '' || stdout.startsWith('Z');
};

describe('a run', () => {
  test('answers the API with its function, which finds the queue by its address', async () => {
    const { run } = await runMini({
      api: `exports.handler = async (event) => ({ statusCode: 202, body: [event.body, process.env.QUEUE_URL].join() });`,
    });
    const response = await post(run.ready, 'hello');
    expect([response.status, await response.text()]).toEqual([202, `hello,${run.ready.resources['Queue']}`]);
  });

  test('answers a path that is not a URL', async () => {
    const { run } = await runMini({});
    for (const base of [run.ready.baseUrl, run.ready.simulatorUrl ?? '']) {
      const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
      request(base, { path: '//' }, resolve).end();
      expect((await promise).statusCode).toBe(404);
    }
  });

  test('sends messages to the worker', async () => {
    const { run, listener } = await runMini({ worker: REPORTING });
    await send(run.ready, 'message');
    expect(bodyOf(await listener.next())).toBe('message');
  });

  test('starts the schedule at once', async () => {
    const { listener } = await runMini({ sweeper: REPORTING });
    expect(Object(await listener.next()).event).toEqual({ sweeper: 0 });
  });

  test('names what it created, and simulates Treble when no Treble is given', async () => {
    const { run } = await runMini({});
    expect(run.ready.resources).toEqual({
      Queue: `${run.ready.endpoints.sqs}/000000000000/Mini-Queue.fifo`,
      DeadLetters: `${run.ready.endpoints.sqs}/000000000000/Mini-DeadLetters.fifo`,
      Sessions: 'Mini-Sessions',
      Payloads: 'mini-payloads',
      AcuseKey: expect.stringContaining(':secret:'),
    });
    expect(run.ready.functions).toEqual({
      ApiFunction: 'Mini-ApiFunction',
      WorkerFunction: 'Mini-WorkerFunction',
      SweeperFunction: 'Mini-SweeperFunction',
    });
    expect(run.ready.simulatorUrl).toBe(run.simulators.treble?.url);
    // Its template has no parameter for the others.
    expect(run.ready.simulators).toEqual({ treble: run.ready.simulatorUrl });
    const bucket = await fetch(`${run.ready.endpoints.s3}/${run.ready.resources['Payloads']}`);
    expect(bucket.status).toBe(200);
  });

  test('invokes a function by Lambda’s own API, for this machine only', async () => {
    const { run } = await runMini({ worker: ECHO });
    const invoke = (name: string, init: RequestInit = {}) =>
      fetch(`${run.ready.endpoints.lambda}/2015-03-31/functions/${name}/invocations`, {
        method: 'POST',
        body: '{"n":1}',
        ...init,
      });
    const answer = await invoke('Mini-WorkerFunction');
    expect([answer.status, await answer.json()]).toEqual([200, { n: 1 }]);
    expect((await invoke('Nobody')).status).toBe(404);
    expect((await invoke('Mini-WorkerFunction', { body: 'no json' })).status).toBe(400);
    const event = await invoke('Mini-WorkerFunction', { headers: { 'x-amz-invocation-type': 'Event' } });
    expect(event.status).toBe(400);
    const foreign = await invoke('Mini-WorkerFunction', { headers: { origin: 'https://elsewhere.example' } });
    expect(foreign.status).toBe(403);
  });

  test('leaves no process, no port and no temporary directory at its end', async () => {
    const { run, listener } = await runMini({ worker: REPORTING });
    await send(run.ready, 'message');
    const { pid } = Object(await listener.next());
    const { path } = run.dataDirectory;
    expect(existsSync(path)).toBe(true);
    await run.stop();
    expect(existsSync(path)).toBe(false);
    expect(isGone(pid)).toBe(true);
    await expect(fetch(`${run.ready.baseUrl}/.acuse/ready`)).rejects.toThrow();
    await expect(fetch(run.ready.endpoints.sqs)).rejects.toThrow();
  });

  test('does not start when a function does not load, and shows the function’s error', async () => {
    await expect(runMini({ worker: `throw new Error('TABLE is not set')` })).rejects.toThrow(
      'WorkerFunction does not start: Error: TABLE is not set',
    );
  });
});

/** As after a kill while an item was moved within its indexes. */
async function forgetIndexes(data: string): Promise<void> {
  const database = new ClassicLevel(join(data, 'dynamodb'));
  const indexed = await database.keys({ gte: 'index-', lt: 'index.' }).all();
  expect(indexed.length).toBe(1);
  await database.batch(indexed.map((key) => ({ type: 'del', key })));
  await database.close();
}

describe('a run that is killed', () => {
  async function killedRun(functions: MiniFunctions) {
    const listener = await listenForReports();
    const assembly = miniAssembly(listener.url, functions);
    const data = temporaryDirectory();
    const start = async () => {
      const started = startProcess(join(import.meta.dirname, 'run-assembly.ts'), [assembly, data]);
      const ready: Ready = JSON.parse((await started.line()) ?? started.stderr());
      return { ...started, ready };
    };
    return { listener, data, start };
  }

  test('ends its functions too', async () => {
    const { start, listener } = await killedRun({ worker: REPORTING });
    const { child, ready, ended } = await start();
    const release = listener.hold();
    await send(ready, 'message');
    const { pid } = Object(await listener.next());
    child.kill('SIGKILL');
    await ended;
    await vi.waitFor(() => expect(isGone(pid)).toBe(true), { timeout: 120_000, interval: 10 });
    release();
  });

  test('loses no message: the one in flight comes again at once, the waiting one after it', async () => {
    const { start, listener } = await killedRun({ worker: REPORTING });
    const first = await start();
    const release = listener.hold();
    await send(first.ready, 'in flight');
    await send(first.ready, 'behind it');
    expect(bodyOf(await listener.next())).toBe('in flight');
    first.child.kill('SIGKILL');
    await first.ended;
    release();
    const second = await start();
    const again = Object(await listener.next()).event.Records[0];
    expect([again.body, again.attributes.ApproximateReceiveCount]).toEqual(['in flight', '2']);
    expect(bodyOf(await listener.next())).toBe('behind it');

    // Finished messages do not come again after another kill.
    await send(second.ready, 'last of the group');
    expect(bodyOf(await listener.next())).toBe('last of the group');
    second.child.kill('SIGKILL');
    await second.ended;
    const third = await start();
    await send(third.ready, 'news');
    expect(bodyOf(await listener.next())).toMatch(/^(last of the group|news)$/);
  });

  test('keeps key, tables and settings', async () => {
    const { start, data } = await killedRun({});
    const first = await start();
    const table = first.ready.resources['Sessions'];
    const item = { id: { S: 'a' }, place: { S: 's' }, n: { N: '1' } };
    await awsJson(first.ready.endpoints.dynamodb, 'DynamoDB_20120810')('PutItem', {
      TableName: table,
      Item: item,
    });
    first.child.kill('SIGKILL');
    await first.ended;
    await forgetIndexes(data);

    const second = await start();
    const query = { TableName: table, IndexName: 'due', KeyConditionExpression: 'place = :s' };
    const found = await awsJson(second.ready.endpoints.dynamodb, 'DynamoDB_20120810')('Query', {
      ...query,
      ExpressionAttributeValues: { ':s': { S: 's' } },
    });
    expect(found).toMatchObject({ Items: [{ id: { S: 'a' }, place: { S: 's' } }] });
    const tokens = ({ ready }: { ready: Ready }) => ready.sources.map(({ url }) => new URL(url).search);
    expect(tokens(second)).toEqual(tokens(first));
    expect(readFileSync(join(data, 'secrets/AcuseKey'), 'utf8')).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(statSync(join(data, 'secrets/AcuseKey')).mode & 0o777).toBe(0o600);
  });

  test('uses a rotated key from the next start on', async () => {
    const { start, data } = await killedRun({});
    const first = await start();
    const secret = readFileSync(join(data, 'secrets/AcuseKey'), 'utf8');
    const key = JSON.stringify({ reference: secret, current: 'a new key', previous: secret });
    expect((await putKey(first.ready, '{"reference":"half"}')).status).toBe(400);
    expect((await putKey(first.ready, key)).status).toBe(200);
    expect(await (await fetch(`${first.ready.baseUrl}/.acuse/key`)).json()).toEqual({ key });
    expect(statSync(join(data, 'secrets/AcuseKey')).mode & 0o777).toBe(0o600);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await start();
    const tokenOf = ({ sources: [source] }: Ready) =>
      new URL(source?.url ?? '').searchParams.get('token') ?? '';
    const keys = parseKeys(key) ?? expect.fail();
    expect(tokenOf(second.ready)).not.toBe(tokenOf(first.ready));
    expect(readToken(keys, 'treble', tokenOf(first.ready))).toBeDefined();
    expect(readToken(keys, 'treble', tokenOf(second.ready))).toBeDefined();
  });

  test('does not share its directory with another run', async () => {
    const { start, data } = await killedRun({});
    await start();
    await expect(runMini({}, data)).rejects.toThrow('another run uses this directory');
  });
});

test('a run with temporary state refuses another key: it would end with the run', async () => {
  const { run } = await runMini({});
  const refused = await putKey(run.ready, 'another key');
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ message: expect.stringContaining('--data') });
});

const putKey = ({ baseUrl }: Ready, key: string) =>
  fetch(`${baseUrl}/.acuse/key`, { method: 'PUT', body: JSON.stringify({ key }) });

describe('GET /.acuse/ready', () => {
  test('answers with the content of the ready line', async () => {
    const { run } = await runMini({});
    expect(await (await fetch(`${run.ready.baseUrl}/.acuse/ready`)).json()).toEqual(run.ready);
    const { port } = new URL(run.ready.baseUrl);
    const own = await fetch(`${run.ready.baseUrl}/.acuse/ready`, {
      headers: { origin: `http://localhost:${port}` },
    });
    expect(own.status).toBe(200);
    expect((await fetch(`${run.ready.baseUrl}/.acuse/other`)).status).toBe(404);
  });

  test('refuses foreign hosts and origins with JSON that contains no sources', async () => {
    const { run } = await runMini({});
    const { port } = new URL(run.ready.baseUrl);
    const foreign = [
      { host: 'evil.example' },
      { host: `evil.example:${port}` },
      { host: '127.0.0.1:1' },
      { host: 'localhost' },
      { origin: 'https://evil.example' },
      { origin: 'http://127.0.0.1:1' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
      request(`${run.ready.baseUrl}/.acuse/ready`, { headers }, resolve).end();
      const response = await promise;
      expect([headers, response.statusCode]).toEqual([headers, 403]);
      expect(await json(response)).not.toHaveProperty('sources');
    }
  });
});

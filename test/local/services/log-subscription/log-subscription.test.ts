// The subscription to the access log: every line is delivered, and a repeated batch has the same lines.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openRotatedLog } from '../../../../local/services/http-api/rotated-log.ts';
import type { InvocationResult } from '../../../../local/services/lambda/environment.ts';
import { startLogSubscription } from '../../../../local/services/log-subscription/log-subscription.ts';
import { temporaryDirectory } from '../lambda/test-functions.ts';

interface Batch {
  readonly messageType: string;
  readonly logEvents: readonly {
    readonly id: string;
    readonly timestamp: number;
    readonly message: string;
  }[];
}

let file: string;
let batches: Batch[];
let logged: string[];

beforeEach(() => {
  file = join(temporaryDirectory(), 'access.log');
  writeFileSync(file, '');
  batches = [];
  logged = [];
});

const FULL_BYTES = 1_000_000;

const OK: InvocationResult = { ok: true, payload: null };
const FAILED: InvocationResult = { ok: false, error: { errorType: 'Away', errorMessage: 'x' } };

function start(answer: () => InvocationResult | Promise<InvocationResult> = () => OK) {
  const lines = openRotatedLog(file, FULL_BYTES);
  onTestFinished(lines.close);
  return startLogSubscription(
    { logicalId: 'Lines', logGroup: 'the-log', functionId: 'Stats' },
    {
      lines,
      cursorFile: `${file}.Lines`,
      async invoke(event) {
        const packed = Buffer.from(Object(event).awslogs.data, 'base64');
        batches.push(JSON.parse(gunzipSync(packed).toString()));
        return answer();
      },
      log: (line) => logged.push(line),
    },
  );
}

const write = (...lines: string[]) => appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
const messages = (of: readonly Batch[] = batches) =>
  of.map(({ logEvents }) => logEvents.map(({ message }) => message));

test('everything written is delivered before the run ends, packed as CloudWatch Logs does', async () => {
  write('one', 'ñ 🌵');
  await start().stop(5000);
  expect(batches).toMatchObject([
    { messageType: 'DATA_MESSAGE', logGroup: 'the-log', subscriptionFilters: ['Lines'] },
  ]);
  expect(messages()).toEqual([['one', 'ñ 🌵']]);
  for (const { id } of batches[0]?.logEvents ?? []) expect(id).toMatch(/^\d{56}$/);
});

test('while the run continues, lines are delivered soon after they were written', async () => {
  const subscription = start();
  write('one');
  await vi.waitFor(() => expect(messages()).toEqual([['one']]), { timeout: 120_000 });
  write('two');
  await vi.waitFor(() => expect(messages()).toEqual([['one'], ['two']]), { timeout: 120_000 });
  await subscription.stop(5000);
});

test('a line is delivered when it is complete', async () => {
  write('one');
  const subscription = start();
  appendFileSync(file, 'two');
  await subscription.stop(5000);
  expect(messages()).toEqual([['one']]);
});

test('no two lines have the same id, however often the run was started', async () => {
  for (const line of ['a', 'ñ', 'a', '🌵', 'a']) {
    write(line, line);
    await start().stop(5000);
  }
  const ids = batches.flatMap(({ logEvents }) => logEvents.map(({ id }) => id));
  expect(new Set(ids).size).toBe(10);
});

describe('a batch that was not accepted is repeated with the same lines', () => {
  test('when the function failed and more was written meanwhile', async () => {
    const answers = [FAILED, FAILED, OK];
    write('one');
    const subscription = start(() => {
      const answer = answers.shift();
      if (answer) write('later');
      return answer ?? OK;
    });
    await vi.waitFor(() => expect(batches).toHaveLength(4), { timeout: 120_000 });
    await subscription.stop(5000);
    expect(batches[1]).toEqual(batches[0]);
    expect(batches[2]).toEqual(batches[0]);
    expect(messages()[0]).toEqual(['one']);
    expect(messages()[3]).toEqual(['later', 'later', 'later']);
    expect(logged).toEqual(Array(2).fill('Lines: a batch failed and is sent again: Away'));
  });

  test('when the run was killed before the function answered', async () => {
    write('one', 'two');
    void start(() => new Promise(() => undefined)).stop(0);
    await vi.waitFor(() => expect(batches).toHaveLength(1), { timeout: 120_000 });
    write('three');
    await start().stop(5000);
    expect(batches[1]).toEqual(batches[0]);
    expect(messages().slice(1)).toEqual([['one', 'two'], ['three']]);
  });
});

test('an accepted batch is not repeated after a restart', async () => {
  write('one');
  await start().stop(5000);
  await start().stop(5000);
  expect(messages()).toEqual([['one']]);
});

test('a log that somebody emptied is delivered from its beginning', async () => {
  write('a long first line');
  await start().stop(5000);
  writeFileSync(file, '');
  write('new');
  await start().stop(5000);
  expect(messages()).toEqual([['a long first line'], ['new']]);
});

test('many lines become many batches', async () => {
  write(...Array.from({ length: 3000 }, (_, at) => `${at}`.padEnd(300, '.')));
  await start().stop(20_000);
  expect(batches.length).toBeGreaterThan(2);
  expect(messages().flat()).toHaveLength(3000);
});

test('a log that is full goes on in a new file: every line is delivered once, under an id of its own', async () => {
  const log = openRotatedLog(file, 20);
  log.reader();
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  for (const line of lines.slice(0, 15)) log.append(line);
  log.close();
  await start().stop(20_000);
  const next = openRotatedLog(file, 20);
  next.reader();
  for (const line of lines.slice(15)) next.append(line);
  next.close();
  await start().stop(20_000);
  expect(messages().flat()).toEqual(lines);
  const ids = batches.flatMap(({ logEvents }) => logEvents.map(({ id }) => id));
  expect(new Set(ids).size).toBe(30);
  expect([...ids].sort()).toEqual(ids);
});

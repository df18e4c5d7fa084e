// The page on writing a processor: its examples are the files in docs/examples, and each one works with the real
// caller.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { weekdays } from '../../docs/examples/processor-file.ts';
import { handler } from '../../docs/examples/processor-function.ts';
import { variablesOf } from '../../functions/core/parameters/variables-of.ts';
import { http } from '../../functions/processors/http/definition.ts';
import { ANSWERED_REASONS } from '../../functions/processors/id-card/answer.ts';
import { CARD_REASONS } from '../../functions/processors/id-card/card.ts';
import { lambda } from '../../functions/processors/lambda/definition.ts';
import { CHECK_PROBLEMS } from '../../functions/processors/photo-check/verdict.ts';
import type { Task } from '../../functions/processors/processor.ts';
import { processorSecret } from '../../functions/processors/signing-secret.ts';
import { readEnvironment } from '../../functions/runtime/environment.ts';
import { sampleJob } from '../builders.ts';
import { type Request, serve } from '../cli/run.ts';
import { functionsInMemory } from '../contracts/function-caller.fake.ts';
import { processorContext } from '../functions/processors/processor-context.ts';
import { runWithoutDeployment } from './documented-command.ts';
import { root } from './source-files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/writing-a-processor.md');
const signal = new AbortController().signal;
const OLD = processorSecret('a key for tests', 'treble');
const NEW = processorSecret('a key for tests', 'treble', 2);
const task = (more: Partial<Task> = {}): Task => ({
  job: sampleJob(),
  body: '{"actual_response":"https://media.example/1.jpg"}',
  ...more,
});

test.each(['processor-endpoint.ts', 'processor-function.ts', 'processor-file.ts'])(
  '%s is unchanged in the page',
  (name) => {
    expect(page).toContain(
      `\`docs/examples/${name}\`:\n\n\`\`\`ts\n${read(`docs/examples/${name}`).trimEnd()}\n\`\`\``,
    );
  },
);

test('the table has exactly the attributes of the event', async () => {
  const events: object[] = [];
  const settings = { PROCESSOR_FUNCTION_ARNS: ['arn:aws:lambda:sa-east-1:123456789012:function:work'] };
  const functions = functionsInMemory({ work: (event) => void events.push(Object(event)) });
  const full = task({
    job: sampleJob({ unrecognised: 'no_type' }),
    deadlineAtMs: 1,
    resumeUrl: 'https://acuse.example/resume',
  });
  const made = await lambda.make(settings, processorContext({ functions }));
  await made.process(full, signal);
  const documented = [...page.matchAll(/^\| `([a-z]+)` \| /gm)].map(([, name]) => name);
  expect(documented.toSorted()).toEqual(Object.keys(events[0] ?? {}).toSorted());
});

describe('the endpoint', () => {
  async function start(secret: string): Promise<string> {
    const port = await freePort();
    const child = spawn(process.execPath, [join(root, 'docs/examples/processor-endpoint.ts')], {
      env: { ACUSE_SECRET: secret, PORT: String(port) },
      stdio: 'ignore',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const url = `http://127.0.0.1:${port}`;
    await vi.waitFor(() => fetch(url, { method: 'POST', body: '{}' }), { timeout: 20_000, interval: 100 });
    return url;
  }
  const ask = async (url: string, secrets: string[], more: Partial<Task> = {}) => {
    const made = await http.make({ PROCESSOR_URL: url }, processorContext({ secrets }));
    return made.process(task(more), signal);
  };

  test('answers at once, only with a valid signature, and with both secrets during a rotation', async () => {
    const url = await start(OLD);
    const seen = { kind: 'done', keys: [{ key: 'seen', value: 'treble.response' }] };
    expect(await ask(url, [OLD])).toEqual(seen);
    expect(await ask(url, [NEW, OLD])).toEqual(seen);
    expect(await ask(url, [NEW])).toEqual({ kind: 'failed', reason: 'processor_rejected' });
  });

  test('answers later at the resume URL, once for a repeated event', async () => {
    const results: Request[] = [];
    const resume = await serve((request, response) => {
      results.push(request);
      response.end('{}');
    });
    const url = await start(OLD);
    const wait = { deadlineAtMs: Date.now() + 60_000, resumeUrl: `${resume}/resume?token=invented` };
    expect(await ask(url, [OLD], wait)).toEqual({ kind: 'accepted' });
    expect(await ask(url, [OLD], wait)).toEqual({ kind: 'accepted' });
    await vi.waitFor(() => expect(results).toHaveLength(1));
    expect(results[0]).toMatchObject({ url: '/resume?token=invented', body: '{"keys":{"verdict":"ok"}}' });
  });
});

describe('the function', () => {
  const settings = {
    PROCESSOR_FUNCTION_ARNS: ['arn:aws:lambda:sa-east-1:123456789012:function:verdict:live'],
  };
  const functions = functionsInMemory({ 'verdict:live': (event) => handler(Object(event)) });
  const ask = async (body: string) => {
    const made = await lambda.make(settings, processorContext({ functions }));
    return made.process(task({ body }), signal);
  };

  test('returns a result, or a final failure as an endpoint does', async () => {
    expect(await ask('{"actual_response":" hola "}')).toEqual({
      kind: 'done',
      keys: [
        { key: 'verdict', value: 'ok' },
        { key: 'letters', value: '4' },
        { key: 'reference', value: 'event-1' },
      ],
    });
    expect(await ask('{"actual_response":null}')).toEqual({ kind: 'failed', reason: 'processor_rejected' });
  });
});

test('the file uses its task and its parameter', async () => {
  const schema = variablesOf(...weekdays.parameters);
  const settings = readEnvironment(schema, { WEEKDAYS_FROM_HOUR: '9' });
  const made = await weekdays.make(settings, processorContext());
  const at = (time: string) =>
    made.process(task({ job: sampleJob({ receivedAtMs: Date.parse(time) }) }), signal);
  const open = (value: string) => ({ kind: 'done', keys: [{ key: 'open', value }] });
  expect(await at('2026-11-24T09:00Z')).toEqual(open('true'));
  expect(await at('2026-11-24T08:59Z')).toEqual(open('false'));
  expect(await at('2026-11-22T12:00Z')).toEqual(open('false'));
});

describe('the page of a processor of photos explains each reason, with texts in the languages of customers', () => {
  /** The first column of its rows with five columns, without the heading. */
  const explained = (name: string) =>
    read(`docs/processors/${name}.md`)
      .split('\n')
      .filter((line) => /^\| `[a-z_]+` +\|/.test(line) && line.split('|').length === 7)
      .filter((line) => line.split('|').every((cell, at) => at === 0 || at === 6 || cell.trim() !== ''))
      .map((line) => /`([a-z_]+)`/.exec(line)?.[1] ?? '')
      .slice(1)
      .toSorted();

  test('photo-check', () => {
    expect(explained('photo-check')).toEqual(CHECK_PROBLEMS.toSorted());
  });

  test('id-card, which has the reasons of photos from the page of photo-check', () => {
    const reasons: readonly string[] = CARD_REASONS.filter((reason) => reason !== 'ok');
    expect(explained('id-card')).toEqual(reasons.toSorted());
    const all = [...explained('id-card'), ...explained('photo-check'), 'ok'];
    expect(ANSWERED_REASONS.filter((reason) => !all.includes(reason))).toEqual([]);
  });
});

test.each(
  [page, ...['photo-check', 'lookup', 'id-card'].map((name) => read(`docs/processors/${name}.md`))]
    .flatMap((text) =>
      [...text.matchAll(/npx acuse\s((?:source|lookup) [^`\n]*)/g)].map(([, line = '']) => line.trim()),
    )
    .filter((line) => !/[…<]/.test(line)),
)('acuse %s: the command line accepts it', async (line) => {
  expect(await runWithoutDeployment(line)).toContain('No answer from');
});

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}

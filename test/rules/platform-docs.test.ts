// The pages of the platforms are correct: events with authors and defaults; answers, reasons and limits; commands;
// sample code.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { applySettings, platformOf } from '../../bin/source-settings.ts';
import type { InboundEvent } from '../../functions/core/delivery/event.ts';
import { MAX_BODY_BYTES } from '../../functions/core/delivery/job.ts';
import { SIGNATURE_WINDOW_MS, WORK } from '../../functions/core/policy.ts';
import { ALL_EVENTS, filteredBy, newSource } from '../../functions/core/source/source.ts';
import { eventNames } from '../../functions/platforms/event-names.ts';
import { FIRST_SOURCES, PLATFORMS } from '../../functions/platforms/list.ts';
import { findReader } from '../../functions/platforms/readers.ts';
import { signatureHeaders } from '../../functions/processors/http/standard-webhooks.ts';
import { type Request, serve } from '../cli/run.ts';
import { fixture, fixtures } from '../fixtures/load.ts';
import { parse, runWithoutDeployment } from './documented-command.ts';
import { root, sourceFiles } from './source-files.ts';

const NAMES = PLATFORMS.map(({ name }) => name);

function readBody(platform: string, body: unknown, text: string): InboundEvent {
  const reader = findReader(platform);
  if (!reader) throw new Error(`There is no platform ${platform}.`);
  return reader(body, text);
}

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = (platform: string, language = 'platforms') => read(`docs/${language}/${platform}.md`);
const pages = ['platforms', 'es', 'pt'].flatMap((language) =>
  NAMES.map((platform) => ({ language, platform, text: page(platform, language) })),
);

/** The rows of the table with this first column, as cells. */
function table(text: string, column: string): string[][] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => cellsOf(line)[0] === column);
  const end = lines.findIndex((line, at) => at > head && !line.startsWith('|'));
  return head === -1 ? [] : lines.slice(head + 2, end).map(cellsOf);
}

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
const inFolder = (folder: string) =>
  sourceFiles(folder)
    .map(({ text }) => text)
    .join('\n');

describe.each(NAMES)('the events of %s', (platform) => {
  const rows = table(page(platform), 'event').flatMap(([names, authors = '', byDefault]) =>
    codes(names).map((type) => ({ type, authors: authors.split(', '), byDefault })),
  );
  const source = newSource(`some-${platform}`, platform, false);
  const readings = fixtures(platform).map(({ body, text }) => {
    const reading = readBody(platform, body, text);
    return { ...reading, type: reading.type.replace(/^(trino\.automation_event\.).*/, '$1message_created') };
  });
  const readingsOf = (type: string) => readings.filter((reading) => reading.type === type);

  test('are all in the table, and only those', () => {
    const documented = rows.map(({ type }) => type);
    expect(documented.toSorted()).toEqual([...new Set(readings.map(({ type }) => type))].toSorted());
  });

  test('are those that a source can be limited to', () => {
    const names = eventNames(platform).map((name) =>
      name.replace(/^(automation_event\.).*/, '$1message_created'),
    );
    expect(rows.map(({ type }) => type).toSorted()).toEqual(
      [...new Set(names)].map((name) => `${platform}.${name}`).toSorted(),
    );
  });

  test.each(rows)('$type has the authors and the default in the table', ({ type, authors, byDefault }) => {
    const found = readingsOf(type);
    expect(found.map(({ author }) => author).filter((author) => !authors.includes(author))).toEqual([]);
    const worked = found.filter((reading) => filteredBy(source, reading) === undefined);
    if (byDefault === 'yes') expect(worked).toEqual(found);
    else if (byDefault === 'no') expect(worked).toEqual([]);
    else {
      expect(byDefault).toBe("the customer's");
      expect(new Set(worked.map(({ author }) => author))).toEqual(new Set(['customer']));
    }
  });
});

describe('answers, reasons and numbers in the pages', () => {
  // API Gateway answers 429.
  const answers = [...read('functions/ingest/answer.ts').matchAll(/(?:status: |_BOT = )(\d{3})/g)].map(
    ([, code]) => code,
  );
  const known = new Set([...answers, '429']);

  test.each(NAMES)('%s: every status in the table of answers is an answer of Acuse', (platform) => {
    const statuses = table(page(platform), 'our answer').flatMap(([cell = '']) => cell.split(', '));
    expect(statuses).toEqual(expect.arrayContaining(['401', '404', '413', '429', '503']));
    expect(statuses.filter((status) => !known.has(status))).toEqual([]);
  });

  test.each(pages.filter(({ language }) => language !== 'platforms'))(
    '$language/$platform: no other error status',
    ({ text }) => {
      const statuses = [...text.matchAll(/(?<!`)\b[45]\d\d\b/g)].map(([status]) => status);
      expect(statuses.filter((status) => !known.has(status))).toEqual([]);
    },
  );

  test('every acuse_reason exists in the code', () => {
    const reasons = table(page('treble'), '`acuse_reason`').flatMap(([names]) => codes(names));
    const code = inFolder('functions');
    expect(reasons).toContain('no_processor');
    expect(reasons.filter((reason) => !code.includes(`'${reason}'`))).toEqual([]);
  });

  test('numbers are equal to those in the code', () => {
    expect(MAX_BODY_BYTES).toBe(5 * 1024 * 1024);
    expect(SIGNATURE_WINDOW_MS).toBe(5 * 60_000);
    expect(WORK.eventAttempts).toBe(5);
    for (const platform of NAMES) expect(page(platform)).toContain('5 MiB');
    expect(page('trino')).toContain('five minutes');
    for (const platform of ['botmaker', 'trino']) expect(page(platform)).toContain('five attempts');
  });
});

describe('the commands in the pages', () => {
  const commands = [
    ...new Set(
      pages.flatMap(({ text }) =>
        [...text.matchAll(/npx acuse ([^`'\n|#]*)/g)].map(([, line = '']) => line.trim()),
      ),
    ),
  ];

  test.each(commands)('acuse %s: the command line accepts it', async (line) => {
    expect(await runWithoutDeployment(line)).toContain('No answer from');
  });

  const setting = commands.filter((line) => /^source (add|edit) /.test(line));

  test.each(setting)('acuse %s: its values are allowed and its events documented', async (line) => {
    const { command, args, given } = await parse(line);
    const [name = ''] = args;
    const { name: platform } = platformOf(
      command.name === 'source add' ? name : (NAMES.find((known) => name.startsWith(known)) ?? ''),
    );
    const changed = await applySettings(newSource('some', platform, given.flag('waits')), {
      ...given,
      content: async () => '',
      secret: async () => 'invented',
      digest: () => 'invented',
    });
    const documented = [ALL_EVENTS, ...table(page(platform), 'event').flatMap(([names]) => codes(names))];
    expect((changed.events ?? []).filter((event) => !documented.includes(event))).toEqual([]);
  });

  test.each(pages)(
    '$language/$platform: only first sources, or sources that the page creates',
    async ({ text }) => {
      const lines = await Promise.all(
        commands.filter((line) => text.includes(`npx acuse ${line}`)).map(parse),
      );
      const made = lines.map(({ given }) => given.text('id'));
      const ids = [...FIRST_SOURCES.map(({ id }) => id), ...made];
      const named = lines
        .filter(({ command: { name } }) => name === 'test' || /^source (?!add)/.test(name))
        .map(({ args }) => args.at(-1));
      expect(named.filter((id) => id === undefined || !ids.includes(id))).toEqual([]);
    },
  );
});

describe('the sample code', () => {
  test('each page contains its unchanged sample, and each sample has a page', () => {
    const samples = globSync('docs/platforms/examples/*.ts', { cwd: root });
    expect(samples.map((path) => path.replace(/^.*\/(\w+)\.ts$/, '$1')).toSorted()).toEqual(NAMES.toSorted());
    for (const platform of NAMES) {
      const sample = read(`docs/platforms/examples/${platform}.ts`);
      expect(page(platform)).toContain(`\`\`\`ts\n${sample}\`\`\`\n`);
    }
  });

  const SECRET = `whsec_${Buffer.from('invented for this test').toString('base64')}`;

  test('treble: answers variables to a signed event and refuses an unsigned one', async () => {
    const post = await start('treble', {});
    const answer = await post('treble', 'response-open');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ keys: { verdict: 'ok' } });
    expect((await post('treble', 'response-open', { signed: false })).status).toBe(401);
  });

  test.each([
    {
      platform: 'botmaker',
      name: 'message-user-text',
      base: 'BOTMAKER_API',
      token: 'BOTMAKER_ACCESS_TOKEN',
      path: /^\/chats-actions\/send-messages$/,
      header: 'access-token',
      body: { chat: { chatId: expect.any(String) }, messages: [{ text: expect.any(String) }] },
      other: 'message-bot-several',
    },
    {
      platform: 'trino',
      name: 'message-created-incoming',
      base: 'TRINO_URL',
      token: 'TRINO_ACCESS_TOKEN',
      path: /^\/api\/v1\/accounts\/\d+\/conversations\/77\/messages$/,
      header: 'api_access_token',
      body: { content: expect.any(String), message_type: 'outgoing', private: false },
      other: 'message-created-outgoing',
    },
  ] as const)('$platform: answers only the customer, once, and reports errors', async (sample) => {
    const { platform, name, base, token, path, header, body, other } = sample;
    const calls: Request[] = [];
    let status = 503;
    const api = await serve((request, response) => {
      calls.push(request);
      response.writeHead(status).end('{}');
    });
    const post = await start(platform, { [base]: api, [token]: 'invented-token' });

    expect((await post(platform, name, { signed: false })).status).toBe(401);
    expect((await post(platform, other)).status).toBe(204);
    expect(calls).toEqual([]);

    expect((await post(platform, name)).status).toBe(503);
    status = 403;
    expect((await post(platform, name)).status).toBe(422);
    status = 200;
    expect((await post(platform, name)).status).toBe(204);
    expect((await post(platform, name)).status).toBe(204);
    expect(calls).toHaveLength(3);
    const [{ url, headers, body: sent } = { url: '', headers: {}, body: '{}' }] = calls;
    expect(url).toMatch(path);
    expect(headers[header]).toBe('invented-token');
    expect(JSON.parse(sent)).toMatchObject(body);
  });

  type Post = (
    platform: 'treble' | 'botmaker' | 'trino',
    name: string,
    how?: { signed: boolean },
  ) => Promise<Response>;

  /** Runs a sample with the command in its first line, and returns a function that posts events as the processor http. */
  async function start(platform: string, env: Record<string, string>): Promise<Post> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [join(root, `docs/platforms/examples/${platform}.ts`)], {
      env: { ACUSE_SECRET: SECRET, PORT: String(port), ...env },
      stdio: 'ignore',
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await vi.waitFor(() => fetch(url, { method: 'POST', body: '{}' }), { timeout: 20_000, interval: 100 });
    return async (of, name, { signed } = { signed: true }) => {
      const { text, body: parsed } = fixture(of, name);
      const { type, author, direction } = readBody(of, parsed, text);
      const about = JSON.stringify({ specversion: '1.0', id: name, type, author, direction });
      const body = `${about.slice(0, -1)},"data":${text}}`;
      const secret = signed ? SECRET : `whsec_${Buffer.from('another').toString('base64')}`;
      return fetch(url, {
        method: 'POST',
        body,
        headers: signatureHeaders({ id: name, atMs: Date.now(), body }, [secret]),
      });
    };
  }
});

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}

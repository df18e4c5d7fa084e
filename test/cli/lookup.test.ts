// acuse source … --lookup and acuse lookup …: what is stored where, what is asked, and that no secret value is shown.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseApiKeys } from '../../functions/core/source/secrets-manager-api-keys.ts';
import { newSource, parseSources, printSources } from '../../functions/core/source/source.ts';
import { type DeployedStack, deployed } from './aws.fake.ts';
import { acuse, type Request, serve } from './run.ts';

const SECRET = 'Bearer Marker.of-a_key==';

const stackOf = (fields: Partial<DeployedStack> = {}): DeployedStack & { writes: string[] } => ({
  name: 'Acuse',
  baseUrl: 'https://api.example',
  key: 'k'.repeat(64),
  apiKeys: '{"trino":"of another"}',
  parameters: { Processor: 'none' },
  writes: [],
  ...fields,
});

const keysOf = ({ apiKeys = '' }: DeployedStack) => parseApiKeys(apiKeys);
const lookupOf = ({ sources = '[]' }: DeployedStack, id = 'treble') =>
  parseSources(sources).find((source) => source.id === id)?.lookup;

function file(content: object | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'acuse-lookup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'lookup.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}

const WITH_SECRET = {
  url: 'https://crm.example/clients/{documento}',
  headers: { Authorization: { secret: true }, 'x-mode': 'test' },
  variables: { saldo: '/balance' },
};
const KEY = 'treble/lookup/authorization';

/** A stack whose source treble has the lookup and its secret value. */
const withLookup = (fields: Partial<DeployedStack> = {}) =>
  stackOf({
    sources: printSources([{ ...newSource('treble', 'treble', true), lookup: JSON.stringify(WITH_SECRET) }]),
    apiKeys: JSON.stringify({ trino: 'of another', [KEY]: SECRET }),
    ...fields,
  });

describe('source edit --lookup', () => {
  test('stores the lookup without spaces, and the secret value before it, apart', async () => {
    const stack = stackOf();
    const env = await deployed(stack);
    const args = ['source', 'edit', 'treble', '--processor', 'lookup', '--lookup', file(WITH_SECRET)];
    const edited = await acuse(args, env, `${SECRET}\n`);
    expect(edited).toMatchObject({ code: 0, stderr: '' });
    expect(stack.writes).toEqual(['AcuseApiKeys', 'sources']);
    expect(lookupOf(stack)).toBe(JSON.stringify(WITH_SECRET));
    expect(keysOf(stack)).toEqual({ trino: 'of another', [KEY]: SECRET });
    const shown = await acuse(['source', 'show', 'treble'], env);
    expect(shown.stdout).toMatch(/^ {2}lookup {5}GET https:\/\/crm\.example\/clients\/\{documento\}$/m);
    expect(shown.stdout).toMatch(/^ +authorization: •••$/m);
    const json = await acuse(['source', 'show', 'treble', '--json'], env);
    expect(JSON.parse(json.stdout)).toMatchObject({ processor: 'lookup', lookup: WITH_SECRET });
    for (const { stdout } of [edited, shown, json]) expect(stdout).not.toContain('Marker');
    expect(stack.sources).not.toContain('Marker');
  });

  const edit = async (stack: DeployedStack, lookup: object, input = '') =>
    acuse(['source', 'edit', 'treble', '--lookup', file(lookup)], await deployed(stack), input);

  test('does not ask again for a value of the same host', async () => {
    const stack = withLookup();
    expect(await edit(stack, { ...WITH_SECRET, reply: 'Son {saldo}' })).toMatchObject({ code: 0 });
    expect(keysOf(stack)).toMatchObject({ [KEY]: SECRET });
    const two = { ...WITH_SECRET, headers: { ...WITH_SECRET.headers, 'x-key': { secret: true } } };
    expect(await edit(stack, two, 'second\n')).toMatchObject({ code: 0 });
    expect(keysOf(stack)).toMatchObject({ [KEY]: SECRET, 'treble/lookup/x-key': 'second' });
  });

  test('asks again for another host, which does not get the value that is known', async () => {
    const stack = withLookup();
    expect(await edit(stack, { ...WITH_SECRET, url: 'https://evil.example/' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No value for: Value of the header authorization, for evil.example'),
    });
    expect(stack.writes).toEqual([]);
  });

  test('takes away a value that is not needed any more', async () => {
    const stack = withLookup();
    expect(await edit(stack, { url: 'https://crm.example/' })).toMatchObject({ code: 0 });
    expect(keysOf(stack)).toEqual({ trino: 'of another' });
  });

  test('replaces a lookup of another version', async () => {
    const lookup = '{"url":"https://crm.example/","ofAnotherVersion":1}';
    const stack = withLookup({
      sources: printSources([{ ...newSource('treble', 'treble', true), lookup }]),
    });
    expect(await edit(stack, { url: 'https://crm.example/' })).toMatchObject({ code: 0 });
  });

  test.each([
    ['source edit --lookup none', ['source', 'edit', 'treble', '--lookup', 'none']],
    ['source remove', ['source', 'remove', 'treble', '--yes']],
  ])('%s takes lookup and secret values away', async (_case, args) => {
    const other = { 'treble-2/lookup/authorization': SECRET };
    const stack = withLookup({ apiKeys: JSON.stringify({ trino: 'of another', [KEY]: SECRET, ...other }) });
    expect(await acuse(args, await deployed(stack))).toMatchObject({ code: 0 });
    expect(stack.writes).toEqual(['sources', 'AcuseApiKeys']);
    expect(lookupOf(stack)).toBeUndefined();
    expect(keysOf(stack)).toEqual({ trino: 'of another', ...other });
  });

  test('reads standard input, from which no secret value can come then', async () => {
    const stack = stackOf();
    const env = await deployed(stack);
    const args = ['source', 'edit', 'treble', '--lookup', '-'];
    expect(await acuse(args, env, '{"url": "https://crm.example/"}')).toMatchObject({ code: 0 });
    expect(lookupOf(stack)).toBe('{"url":"https://crm.example/"}');
    expect(await acuse(args, env, JSON.stringify(WITH_SECRET))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('give the lookup as a file'),
    });
    expect(stack.writes).toEqual(['sources']);
  });

  test.each([
    ['no file', () => '/nonexistent/lookup.json', 'cannot be read'],
    ['no JSON', () => file('{"url": "https://Marker.example",}'), 'it must be JSON'],
    ['a mistake', () => file({ ...WITH_SECRET, foundAt: 'x' }), 'foundAt must be a JSON pointer'],
  ])('refuses %s before it asks, and writes nothing', async (_case, path, problem) => {
    const stack = stackOf();
    const refused = await acuse(
      ['source', 'edit', 'treble', '--lookup', path()],
      await deployed(stack),
      SECRET,
    );
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(problem) });
    expect(refused.stderr).not.toContain('Marker');
    expect(stack.writes).toEqual([]);
  });

  test('refuses a value that is no text of a header', async () => {
    const stack = stackOf();
    const args = ['source', 'edit', 'treble', '--lookup', file(WITH_SECRET)];
    expect(await acuse(args, await deployed(stack), 'clávé\n')).toMatchObject({ code: 1 });
    expect(stack.writes).toEqual([]);
  });

  test('refuses what would not fit into the settings of all sources', async () => {
    const lookup = JSON.stringify({ url: 'https://crm.example/', reply: 'x'.repeat(5000) });
    const many = Array.from({ length: 70 }, (_, at) => ({ ...newSource(`s${at}`, 'treble', true), lookup }));
    const stack = stackOf({ sources: printSources(many) });
    const args = ['source', 'edit', 'treble', '--lookup', file(lookup)];
    const env = await deployed(stack);
    expect(await acuse(args, env)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/3\d\d KB, and 350 KB fit/),
    });
    expect(stack.writes).toEqual([]);
    expect(await acuse(['source', 'edit', 's1', '--lookup', 'none'], env)).toMatchObject({ code: 0 });
  });

  test.each([
    [['--processor', 'lookup'], 'does nothing without a lookup'],
    [['--processor', 'echo', '--lookup'], 'because the processor is echo'],
    [['--lookup'], 'because the processor is none'],
  ])('%j is warned about', async (options, warning) => {
    const args = options.flatMap((option) =>
      option === '--lookup' ? [option, file({ url: 'https://crm.example/' })] : [option],
    );
    const edited = await acuse(['source', 'edit', 'treble', ...args], await deployed(stackOf()));
    expect(edited).toMatchObject({ code: 0, stdout: expect.stringContaining(warning) });
  });
});

describe('lookup secret', () => {
  test('changes the value of one header', async () => {
    const stack = withLookup({ apiKeys: JSON.stringify({ [KEY]: 'old' }) });
    const env = await deployed(stack);
    const set = await acuse(['lookup', 'secret', 'treble', 'Authorization'], env, `${SECRET}\n`);
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(set.stdout).not.toContain('Marker');
    expect(keysOf(stack)).toMatchObject({ [KEY]: SECRET });
    expect(await acuse(['lookup', 'secret', 'treble', 'x-mode'], env, SECRET)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('It has: authorization'),
    });
    expect(await acuse(['lookup', 'secret', 'trino', 'authorization'], env, SECRET)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has no lookup'),
    });
  });
});

describe('lookup try', () => {
  const BODY = { user_session_keys: [{ key: 'documento', value: '1020' }], session_id: 'of a test' };

  async function prepared(answer: (request: Request) => [status: number, body: string], more: object = {}) {
    const requests: Request[] = [];
    const server = await serve((request, response) => {
      requests.push(request);
      const [status, body] = answer(request);
      response.writeHead(status).end(body);
    });
    const url = `${server}/clients/{documento}`;
    const lookup = JSON.stringify({ ...WITH_SECRET, url, privateNetwork: true, ...more });
    const sources = printSources([{ ...newSource('treble', 'treble', true), lookup }]);
    const env = await deployed(withLookup({ sources }));
    const run = (args: string[], input = '') => acuse(['lookup', 'try', 'treble', ...args], env, input);
    return { server, requests, run };
  }

  test('makes the request with the secret value, and shows all but that', async () => {
    const { server, requests, run } = await prepared(() => [200, '{"balance":"7"}'], {
      reply: 'Son {saldo}',
    });
    const tried = await run(['--body', file(BODY)]);
    expect(tried).toMatchObject({ code: 0, stderr: '' });
    expect(tried.stdout).toContain(`GET ${server}/clients/1020\n`);
    expect(tried.stdout).toContain('  authorization: •••\n');
    expect(tried.stdout).toMatch(/saldo +7\n/);
    expect(tried.stdout).toContain('Reply: Son 7');
    expect(tried.stdout).not.toContain('Marker');
    expect(requests).toMatchObject([{ url: '/clients/1020', headers: { authorization: SECRET } }]);
    const json = await run(['--body', '-', '--json'], JSON.stringify(BODY));
    expect(JSON.parse(json.stdout)).toMatchObject({
      request: { method: 'GET', url: `${server}/clients/1020`, headers: { authorization: '•••' } },
      result: {
        kind: 'done',
        status: 200,
        keys: { saldo: '7', lookup_found: 'true', lookup_reason: 'found' },
        reply: 'Son 7',
      },
    });
  });

  test('with --dry-run only shows it', async () => {
    const { requests, run } = await prepared(() => [200, '{}']);
    const tried = await run(['--body', file(BODY), '--dry-run', '--json']);
    expect(JSON.parse(tried.stdout)).toEqual({ request: expect.objectContaining({ method: 'GET' }) });
    expect(requests).toEqual([]);
  });

  test('says why no request is made', async () => {
    const { requests, run } = await prepared(() => [200, '{}']);
    const tried = await run(['--body', file({ session_id: 'x' })]);
    expect(tried.stdout).toContain('No request is made: {documento} has no value in this body.');
    expect(tried.stdout).toMatch(/lookup_reason +missing_value/);
    expect(requests).toEqual([]);
  });

  test('says why there is no result', async () => {
    const { run } = await prepared(() => [401, 'no']);
    const tried = await run(['--body', file(BODY)]);
    expect(tried.code).toBe(1);
    expect(tried.stdout).toContain('Answered with 401.');
    expect(tried.stdout).toContain('No result (processor_rejected)');
    const html = await prepared(() => [200, '<html>']);
    expect((await html.run(['--body', file(BODY)])).stdout).toContain('it is not JSON');
  });

  test.each([
    [['--body', '-'], 'no JSON', 1, 'The body is not JSON'],
    [[], '', 2, 'needs --body FILE'],
  ])('%j is refused', async (args, input, code, problem) => {
    const { run } = await prepared(() => [200, '{}']);
    expect(await run(args, input)).toMatchObject({ code, stderr: expect.stringContaining(problem) });
  });
});

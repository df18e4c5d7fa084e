// acuse urls: the URLs for the platforms, from a local run and from a deployed stack.
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readToken } from '../../functions/core/source/source-url.ts';
import { FIRST_SOURCES, findFirstSource } from '../../functions/platforms/list.ts';
import { plainKey } from '../builders.ts';
import { temporaryDirectory } from '../local/services/lambda/test-functions.ts';
import { awsEnvironment, deployed, refuse } from './aws.fake.ts';
import { acuse, serve } from './run.ts';

const KEY = 'k'.repeat(64);
const BASE_URL = 'https://abc123.execute-api.sa-east-1.amazonaws.com/';
const STACK = { name: 'Acuse', baseUrl: BASE_URL, key: KEY };

const READY = {
  event: 'ready',
  baseUrl: 'http://127.0.0.1:1234',
  sources: FIRST_SOURCES.map(({ id, platform, waits }) => ({
    id,
    platform,
    waits,
    url: `http://127.0.0.1:1234/hooks/${id}?token=t`,
  })),
  consoleUrl: 'http://127.0.0.1:1234/console',
};

const localRun = () =>
  serve(({ url }, response) => {
    response.statusCode = url === '/.acuse/ready' ? 200 : 404;
    response.end(JSON.stringify(READY));
  });

/** Every error is one line on standard error, with nothing on standard output. */
const failsWith = (message: RegExp) => ({
  code: 1,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^acuse: [^\\n]*${message.source}[^\\n]*\\n$`)),
});

describe('on a local run', () => {
  test('prints the sources as one JSON value', async () => {
    const { code, stdout, stderr } = await acuse(['urls', '--json', '--local', await localRun()]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(READY.sources);
  });

  test.each([
    ['after the option', (url: string) => ['urls', '--local', url]],
    ['joined to it', (url: string) => ['urls', `--local=${url}`]],
    ['with a slash at its end', (url: string) => ['urls', '--local', `${url}/`]],
    ['before the command', (url: string) => ['--local', url, 'urls']],
  ])('takes its base URL %s', async (_case, args) => {
    expect(await acuse(args(await localRun()))).toMatchObject({ code: 0, stderr: '' });
  });

  test('reports an error when there is no answer', async () => {
    const finished = await acuse(['urls', '--local', 'http://127.0.0.1:1']);
    expect(finished).toEqual(
      failsWith(/No answer from http:\/\/127\.0\.0\.1:1\. Start a local run with npm start/),
    );
  });

  test.each([
    ['another web server', 200, '<html>'],
    ['a JSON service', 200, '{"status":"UP"}'],
    ['a refusal', 403, JSON.stringify(READY)],
  ])('reports an error when %s answers', async (_case, status, body) => {
    const url = await serve((_request, response) => {
      response.statusCode = status;
      response.end(body);
    });
    expect(await acuse(['urls', '--local', url])).toEqual(failsWith(/is not a local run/));
  });

  test('needs no AWS settings, and sends requests only to the local run', async () => {
    const env = awsEnvironment('http://127.0.0.1:1');
    expect(await acuse(['urls', '--local', await localRun()], env)).toMatchObject({ code: 0 });
  });
});

describe('on a deployed stack', () => {
  test("prints URLs that ingest accepts, made from the stack's key and base URL", async () => {
    const { code, stdout, stderr } = await acuse(['urls', '--json'], await deployed(STACK));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const printed: { id: string; platform: string; waits: boolean; url: string }[] = JSON.parse(stdout);
    expect(printed.map(({ url: _url, ...source }) => source)).toEqual(
      FIRST_SOURCES.map(({ id, platform, waits }) => ({ id, platform, waits })),
    );
    for (const { id, url } of printed) {
      const { origin, pathname, searchParams } = new URL(url);
      expect(`${origin}${pathname}`).toBe(`${BASE_URL}hooks/${id}`);
      expect(readToken(plainKey(KEY), id, searchParams.get('token') ?? '')).toEqual({
        platform: findFirstSource(id)?.platform,
        generation: 1,
      });
    }
  });

  test('finds another stack by its name', async () => {
    const env = await deployed({ ...STACK, name: 'Acuse-prod' });
    expect(await acuse(['urls', '--stack', 'Acuse-prod'], env)).toMatchObject({ code: 0 });
  });

  test('never prints the key', async () => {
    const env = await deployed(STACK);
    for (const args of [['urls'], ['urls', '--json']]) {
      const { stdout, stderr } = await acuse(args, env);
      expect(stdout + stderr).not.toContain(KEY.slice(0, 8));
    }
  });

  test('reports an error when there is no such stack', async () => {
    const finished = await acuse(['urls', '--stack', 'Nope'], await deployed(STACK));
    expect(finished).toEqual(failsWith(/No such stack: Nope\..*--stack.*npx cdk deploy/));
  });

  test('reports an error when the stack is not Acuse', async () => {
    const finished = await acuse(['urls'], await deployed({ ...STACK, baseUrl: '' }));
    expect(finished).toEqual(failsWith(/has no output BaseUrl/));
  });

  test('reports an error when there are no credentials', async () => {
    const finished = await acuse(['urls'], { AWS_REGION: 'sa-east-1' });
    expect(finished).toEqual(failsWith(/No valid AWS credentials.*AWS_PROFILE/));
  });

  test('reports an error when the credentials have expired', async () => {
    const url = await serve((_request, response) => refuse(response, 'ExpiredToken', 'expired', 403));
    expect(await acuse(['urls'], awsEnvironment(url))).toEqual(
      failsWith(/No valid AWS credentials \(ExpiredToken\)/),
    );
  });

  test('reports an error when no region is set', async () => {
    const { AWS_REGION: _region, ...env } = await deployed(STACK);
    expect(await acuse(['urls'], env)).toEqual(failsWith(/No AWS region is set\. Set AWS_REGION/));
  });

  test('reports it with the way to the local run, where there is one', async () => {
    const TMPDIR = temporaryDirectory();
    const listed = join(TMPDIR, `.acuse-running-${userInfo().uid}`);
    mkdirSync(listed);
    writeFileSync(join(listed, String(process.pid)), 'http://127.0.0.1:1');
    expect(await acuse(['urls'], { TMPDIR })).toEqual(failsWith(/No AWS region is set\. .* add --local\./));
  });

  test('reports an error when the credentials lack a permission', async () => {
    const url = await serve((_request, response) =>
      refuse(response, 'AccessDenied', 'not authorized to perform: cloudformation:DescribeStacks', 403),
    );
    expect(await acuse(['urls'], awsEnvironment(url))).toEqual(
      failsWith(/These AWS credentials do not permit.*cloudformation:DescribeStacks/),
    );
  });

  test('reports an error when AWS does not answer', async () => {
    const finished = await acuse(['urls'], awsEnvironment('http://127.0.0.1:1'));
    expect(finished).toEqual(failsWith(/AWS does not answer \(ECONNREFUSED\)/));
  });
});

test('the text says where to paste each URL, with the terms of the platform, and that it is a secret', async () => {
  const { stdout } = await acuse(['urls'], await deployed(STACK));
  const parts = stdout.trimEnd().split('\n\n');
  expect(parts).toHaveLength(FIRST_SOURCES.length + 1);
  const [treble = '', trebleEvents = '', botmaker = '', trino = '', warning = ''] = parts;
  expect(treble).toMatch(/^treble\n {2}.*arrow into the \[REQUEST_TRIGGER\] block\n {2}https:\S+$/);
  expect(trebleEvents).toMatch(/^treble-events\n {2}.*Settings › Webhooks.*\n {2}https:\S+$/);
  expect(botmaker).toMatch(/^botmaker\n {2}.*webhook of the channel\n {2}https:\S+$/);
  expect(trino).toMatch(/^trino\n {2}.*Settings › Integrations › Webhooks\n {2}https:\S+$/);
  expect(warning).toMatch(/^These URLs are secrets/);
});

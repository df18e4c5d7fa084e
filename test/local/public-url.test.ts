// A run behind a tunnel: URLs begin with the public address, and the port that the tunnel leads to serves only
// webhooks and results.
import { request } from 'node:http';
import { beforeAll, expect, test } from 'vitest';
import { parseFlags } from '../../local/flags.ts';
import { acuse, serve } from '../cli/run.ts';
import { fixture } from '../fixtures/load.ts';
import { type AcuseRun, runAcuse } from './run-acuse.ts';
import { theAssembly } from './template/synthesised-app.ts';

const PUBLIC = 'https://acuse.example/some/path';

beforeAll(theAssembly);

/** Through the tunnel, which changes only where the request goes. */
const through = ({ ready }: AcuseRun, url: string): string =>
  url.replace(PUBLIC, ready.public?.tunnelTo ?? '');

test('webhooks and later results come through the tunnel, at the public address', async () => {
  const { promise: resumeUrl, resolve } = Promise.withResolvers<string>();
  const processor = await serve(({ body }, response) => {
    resolve(JSON.parse(body).resumeurl);
    response.writeHead(202).end();
  });
  const run = await runAcuse(
    '--public-url',
    `${PUBLIC}/`,
    '--parameters',
    'Processor=http',
    `ProcessorUrl=${processor}`,
  );
  const { sources, baseUrl } = run.ready;
  expect(sources.filter(({ url }) => !url.startsWith(`${PUBLIC}/hooks/`))).toEqual([]);
  const shown = await acuse(['source', 'show', 'treble', '--json', '--local', baseUrl]);
  expect(JSON.parse(shown.stdout).url).toBe(sources[0]?.url);

  const { text: body } = fixture('treble', 'response-closed');
  const hook = await fetch(through(run, sources[0]?.url ?? ''), { method: 'POST', body });
  expect(hook.status).toBe(200);
  const url = await resumeUrl;
  expect(url.startsWith(`${PUBLIC}/resume?token=`)).toBe(true);
  const result = await fetch(through(run, url), { method: 'POST', body: '{"keys":{"verdict":"ok"}}' });
  expect(result.status).toBe(200);
});

test('nothing else comes through the tunnel, whatever the request says of itself', async () => {
  const run = await runAcuse('--public-url', PUBLIC);
  const tunnel = run.ready.public?.tunnelTo ?? '';
  for (const path of ['/', '/.acuse/ready', '/.acuse/key', '/.acuse/console', '/.acuse/calls']) {
    for (const host of [new URL(run.ready.baseUrl).host, new URL(tunnel).host, 'acuse.example'])
      expect([path, host, await statusOf(`${tunnel}${path}`, { host })]).toEqual([path, host, 404]);
  }
  const { baseUrl } = run.ready;
  expect(await statusOf(`${baseUrl}/.acuse/key`, {})).toBe(200);
  // A tunnel to the wrong port that writes the host anew.
  expect(await statusOf(`${baseUrl}/.acuse/key`, { 'x-forwarded-for': '203.0.113.7' })).toBe(403);
});

test('the simulators and the demonstration stay on this machine', async () => {
  const run = await runAcuse('--demo', '--public-url', PUBLIC);
  for (let step = ''; step !== 'answer confirmed'; ) {
    const said = JSON.parse((await run.line()) ?? '{"about":"the end","step":"came first"}');
    step = `${said.about} ${said.step}`;
    expect(step).not.toBe('the end came first');
  }
});

test.each(['acuse.example', 'ftp://acuse.example', 'https://acuse.example/?a=1'])(
  '--public-url %s is refused',
  (url) => {
    expect(() => parseFlags(['--public-url', url])).toThrow('--public-url must be a URL such as');
  },
);

function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((settle, fail) => {
    request(url, { headers }, (response) => {
      response.resume();
      settle(response.statusCode);
    })
      .on('error', fail)
      .end();
  });
}

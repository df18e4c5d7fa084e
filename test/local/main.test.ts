// The program as a user sees it: what it prints, what it refuses, how it ends. With the real app.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { awsJson } from '../../local/services/engines/aws-json.ts';
import { type AcuseRun, runAcuse, startAcuse, startAcuseByNpm, startAcuseInShell } from './run-acuse.ts';
import { temporaryDirectory } from './services/lambda/test-functions.ts';
import { theAssembly } from './template/synthesised-app.ts';

beforeAll(theAssembly);

const childrenOf = (pid: number | undefined): string[] =>
  spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split(/\s+/);
const living = (pids: readonly string[]) =>
  pids.filter((pid) =>
    /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout.trim()),
  );

/** The demonstration's, to the last one. */
async function steps(run: AcuseRun): Promise<string[]> {
  const seen: string[] = [];
  while (seen.at(-1) !== 'answer confirmed') {
    const { about, step } = JSON.parse((await run.line()) ?? '');
    seen.push(`${about} ${step}`);
  }
  return seen;
}

describe('--json', () => {
  test('prints the ready line first, and only JSON on stdout', async () => {
    const run = await runAcuse();
    expect(run.ready).toMatchObject({
      event: 'ready',
      baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      consoleUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\.acuse\/console$/),
      endpoints: { sqs: expect.any(String), dynamodb: expect.any(String), s3: expect.any(String) },
      resources: { WaitsQueue: expect.stringContaining('/000000000000/'), SessionsTable: expect.any(String) },
    });
    expect(run.ready.sources.map(({ id, platform, waits }) => [id, platform, waits])).toEqual([
      ['treble', 'treble', true],
      ['treble-events', 'treble', false],
      ['botmaker', 'botmaker', false],
      ['trino', 'trino', false],
    ]);
    for (const { id, url } of run.ready.sources)
      expect(url).toContain(`${run.ready.baseUrl}/hooks/${id}?token=`);
    const root = await fetch(`${run.ready.baseUrl}/`, { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/.acuse/console']);
    await run.stop();
    expect(await run.line()).toBeUndefined();
  });

  test('reports the demonstration step by step', async () => {
    const run = await runAcuse('--demo');
    expect(JSON.parse((await run.line()) ?? '')).toEqual({
      event: 'demo',
      about: 'flow',
      step: 'acknowledged',
      status: 200,
      ms: expect.any(Number),
    });
    expect(JSON.parse((await run.line()) ?? '')).toMatchObject({
      event: 'demo',
      step: 'continued',
      sessionKeys: expect.arrayContaining([
        { key: 'echo_event', value: 'treble.response' },
        { key: 'acuse_status', value: 'done' },
      ]),
    });
    expect(JSON.parse((await run.line()) ?? '')).toMatchObject({
      event: 'demo',
      about: 'photo',
      step: 'acknowledged',
      status: 200,
    });
    expect(JSON.parse((await run.line()) ?? '')).toMatchObject({
      event: 'demo',
      about: 'photo',
      step: 'continued',
      sessionKeys: expect.arrayContaining([
        { key: 'photo_ok', value: 'true' },
        { key: 'photo_type', value: 'jpeg' },
        { key: 'acuse_status', value: 'done' },
      ]),
    });
    for (const [about, reason] of [
      ['card', 'ok'],
      ['far-card', 'come_closer'],
    ]) {
      expect(JSON.parse((await run.line()) ?? '')).toMatchObject({
        about,
        step: 'acknowledged',
        status: 200,
      });
      expect(JSON.parse((await run.line()) ?? '')).toMatchObject({
        about,
        step: 'continued',
        sessionKeys: expect.arrayContaining([
          { key: 'card_reason', value: reason },
          { key: 'card_number', value: '' },
        ]),
      });
    }
    expect(JSON.parse((await run.line()) ?? '')).toMatchObject({
      event: 'demo',
      about: 'answer',
      step: 'acknowledged',
      status: 200,
    });
    expect(JSON.parse((await run.line()) ?? '')).toEqual({
      event: 'demo',
      about: 'answer',
      step: 'answered',
      seconds: expect.any(Number),
      text: 'Echo: hola',
    });
    expect(JSON.parse((await run.line()) ?? '')).toMatchObject({ about: 'answer', step: 'confirmed' });
    const conversations = await (await fetch(`${run.ready.simulatorUrl}/conversations`)).json();
    const continued = { knownToStand: true, standing: false, timesContinued: 1 };
    expect(conversations).toMatchObject([continued, continued, continued, continued]);
  });

  test('removes the demonstration’s own sources from the settings, and its key from the keys', async () => {
    const run = await runAcuse('--demo');
    const during = await (await fetch(`${run.ready.baseUrl}/.acuse/ready`)).json();
    expect(during).toEqual(run.ready);
    for (let step = 0; step < 11; step += 1) await run.line();
    const dynamoDb = awsJson(run.ready.endpoints.dynamodb, 'DynamoDB_20120810');
    const stored = () => dynamoDb('Scan', { TableName: run.ready.resources['SourcesTable'] });
    await vi.waitFor(async () => expect(await stored()).toMatchObject({ Items: [{ doc: { S: '[]' } }] }));
    const keys = async () => {
      const answer = await fetch(run.ready.endpoints.secretsmanager, {
        method: 'POST',
        headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
        body: JSON.stringify({ SecretId: run.ready.resources['AcuseApiKeys'] }),
      });
      return answer.json();
    };
    await vi.waitFor(async () => expect(await keys()).toMatchObject({ SecretString: '{}' }));
  });

  test('shows no photo when the user gives the hosts of photos', async () => {
    const run = await runAcuse('--demo', '--parameters', 'PhotoAllowedHosts=chat.internal', 'Processor=echo');
    expect(await steps(run)).toEqual([
      'flow acknowledged',
      'flow continued',
      'answer acknowledged',
      'answer answered',
      'answer confirmed',
    ]);
  });

  test('demonstrates no platform that is given, and says so', async () => {
    const given = ['TrebleBaseUrl=http://127.0.0.1:9', 'TrinoBaseUrl=http://127.0.0.1:9'];
    const run = await runAcuse('--demo', '--parameters', ...given);
    expect(run.ready.simulatorUrl).toBeUndefined();
    expect(run.ready.simulators).toEqual({ botmaker: expect.any(String) });
    await vi.waitFor(() => expect(run.stderr()).toContain('No demonstration of Treble: TrebleBaseUrl is'));
    await run.stop();
    expect(await run.line()).toBeUndefined();
  });
});

describe('without --json', () => {
  test('a person reads where to paste the URLs, the result of the demonstration and how to stop', async () => {
    const run = startAcuse(['--port', '0']);
    const lines: string[] = [];
    for (let line = await run.line(); line !== undefined; line = await run.line()) {
      lines.push(line);
      if (line.includes('Until you choose a processor')) break;
    }
    const text = lines.join('\n');
    expect(text).toMatch(/Acuse is ready at http:\/\/127\.0\.0\.1:\d+ after \d+\.\d s/);
    expect(text).toMatch(/treble-events +http\S+token=/);
    expect(text).toMatch(/acknowledged after \d+ ms/);
    expect(text).toMatch(/continued after \S+ s with acuse_status=done, echo_event=treble\.response, /);
    expect(text).toMatch(/with a photo: .* acuse_status=done, photo_ok=true \(jpeg, 860 × 540 pixels\)/);
    expect(text).toMatch(/with an identity card: .* card_ok=true \(CO, cedula\)/);
    expect(text).toMatch(/that is too far away: .* card_ok=false \(come_closer\)/);
    expect(text).toMatch(/Trino AI is simulated: http:\S+/);
    expect(text).toMatch(/of an answer: the customer was answered after \S+ s: Echo: hola/);
    expect(text).toContain('Stop with ctrl-C');
  });
});

describe('mistakes are refused in one line with exit code 2', () => {
  const refusal = async (...args: string[]) => {
    const temporary = temporaryDirectory();
    const run = startAcuse(args, temporary);
    expect(await run.ended).toBe(2);
    expect(await run.line()).toBeUndefined();
    expect(run.stderr().trim().split('\n')).toHaveLength(1);
    expect(readdirSync(temporary).filter((name) => name.startsWith('acuse-'))).toEqual([]);
    return run.stderr();
  };

  test('flags', async () => {
    expect(await refusal('--json', '--prot', '1')).toContain('--prot');
  });

  test('parameters, all of them', async () => {
    const data = join(temporaryDirectory(), 'state');
    const given = ['Colour=red', 'SessionDeadlineSeconds=1'];
    const words = await refusal('--json', '--port', '0', '--data', data, '--parameters', ...given);
    expect(existsSync(data)).toBe(false);
    expect(words).toContain('Colour');
    expect(words).toContain('SessionDeadlineSeconds must be');
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    expect(await refusal('--json', '--port', String(port))).toContain(`Port ${port} is in use`);
  });

  test('a data directory that is not a directory', async () => {
    expect(await refusal('--json', '--port', '0', '--data', '/dev/null/x')).toContain('--data');
  });

  test('a data directory that cannot be created', async () => {
    expect(await refusal('--json', '--port', '0', '--data', '/proc/acuse/x')).toContain('--data');
  });

  test('a data directory in use', async () => {
    const data = temporaryDirectory();
    await runAcuse('--data', data);
    expect(await refusal('--json', '--port', '0', '--data', data)).toContain(
      'another run uses this directory',
    );
  });
});

describe('the run ends', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s: exit code 0, no process left', async (signal) => {
    const run = await runAcuse();
    const children = childrenOf(run.child.pid);
    expect(living(children).length).toBeGreaterThanOrEqual(3);
    expect(await run.stop(signal)).toBe(0);
    expect(living(children)).toEqual([]);
  });

  test('by one ctrl-C that npm sends again', async () => {
    const run = await runAcuse();
    run.child.kill('SIGINT');
    // Two equal signals could arrive as one, so the second is another one.
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('when npm alone gets %s', async (signal) => {
    const run = startAcuseByNpm('--json', '--port', '0', '--no-demo');
    const { baseUrl } = JSON.parse((await run.line()) ?? '');
    run.child.kill(signal);
    await run.ended;
    await expect(fetch(baseUrl)).rejects.toThrow();
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('when the shell of npm ends by %s', async (signal) => {
    const run = startAcuseInShell('--json', '--port', '0', '--no-demo');
    const { baseUrl } = JSON.parse((await run.line()) ?? '');
    run.child.kill(signal);
    await run.ended;
    await expect(fetch(baseUrl)).rejects.toThrow();
  });

  test('also during its start', async () => {
    const temporary = temporaryDirectory();
    const run = startAcuse(['--json', '--port', '0'], temporary);
    const states = () => readdirSync(temporary).filter((name) => name.startsWith('acuse-'));
    await vi.waitFor(() => expect(states()).toHaveLength(1), { timeout: 120_000, interval: 5 });
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(states()).toEqual([]);
  });
});

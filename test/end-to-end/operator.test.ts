// What an operator sees of a running program: the life of a delivery, what happens as it happens, and a sample's way.
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { acuse, type Finished } from '../cli/run.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { root } from '../rules/source-files.ts';
import { type Program, post, startProgram } from './program.ts';

type Mode = 'answer' | 'unauthorised' | 'later' | 'never' | 'refuse' | 'hang up';

let program: Program;
let processor: Server;
let mode: Mode;

beforeAll(async () => {
  processor = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { resumeurl } = JSON.parse(Buffer.concat(chunks).toString());
    const result = JSON.stringify({ keys: { verdict: 'markervalue' }, reply: 'markerreply' });
    if (mode === 'hang up') return void request.socket.destroy();
    if (mode === 'unauthorised') return void response.writeHead(401).end();
    if (mode === 'refuse') return void response.writeHead(422).end();
    if (mode === 'answer') return void response.writeHead(200).end(result);
    response.writeHead(202).end();
    if (mode === 'later') setTimeout(() => void fetch(resumeurl, { method: 'POST', body: result }), 1500);
  });
  await new Promise<void>((resolve) => processor.listen(0, '127.0.0.1', resolve));
  const { port } = processor.address() as AddressInfo;
  const parameters = ['Processor=http', `ProcessorUrl=http://127.0.0.1:${port}/`];
  program = await startProgram(['--parameters', ...parameters]);
});

beforeEach(() => {
  mode = 'answer';
});

afterAll(async () => {
  await program.stop();
  processor.closeAllConnections();
  processor.close();
});

const run = (...args: string[]): Promise<Finished> => acuse([...args, '--local', program.ready.baseUrl]);

async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Posts a webhook, waits for its outcome, and returns what show says of its session. */
async function lived(session: string, more: object = {}) {
  expect((await post(program.url('treble'), waitingBody(session, more))).status).toBe(200);
  return vi.waitFor(
    async () => {
      const life = await json('show', '--session', session);
      expect(['continued', 'refused']).toContain(life.conversations[0].state);
      expect(life.deliveries[0].lines).toContainEqual(expect.objectContaining({ event: 'outcome' }));
      return life;
    },
    { timeout: 60_000, interval: 500 },
  );
}

describe('show', () => {
  test('finds one delivery by its id, by the id of an entry, by its conversation, its session and its person', async () => {
    const [{ conversation, deliveryId }] = (await lived('shown-1', { cellphone: '3000000101' }))
      .conversations;
    for (const way of [
      [deliveryId],
      [`${deliveryId}#work`],
      [`${deliveryId}#r1#update`],
      [conversation],
      ['--phone', '+57 300 0000101'],
      ['--conversation', 'shown-1', '--source', 'treble'],
    ]) {
      const { conversations, deliveries } = await json('show', ...way);
      expect(conversations).toMatchObject([{ conversation, deliveryId, state: 'continued', cause: 'done' }]);
      expect(deliveries.map((one: { deliveryId: string }) => one.deliveryId)).toEqual([deliveryId]);
    }
    expect(program.log()).not.toContain('3000000101');
    expect(program.log()).not.toContain('shown-1');
  });

  test('tells when it came, when it was acknowledged, who decided, and only the names of variables', async () => {
    await lived('shown-2');
    const { code, stdout } = await run('show', '--session', 'shown-2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/received, stored in queue and table, acknowledged after \d+ ms/);
    expect(stdout).toMatch(/decided {4}done by the processor\n {2}variables {2}verdict, acuse_status/);
    expect(stdout).toMatch(/done after .*, processor http:127.0.0.1:\d+, treble answered 200/);
    expect(stdout).not.toContain('markervalue');
    expect(stdout).not.toContain('markerreply');
    const shown = await run('show', '--session', 'shown-2', '--show-payload');
    expect(shown.stdout).toContain('verdict = markervalue');
    expect(shown.stdout).toContain('markerreply');
    const asJson = await json('show', '--session', 'shown-2', '--show-payload');
    expect(asJson.conversations[0].variables).toMatchObject({ verdict: 'markervalue' });
  });

  test('says that nothing is known, and what to do', async () => {
    const { code, stdout, stderr } = await run('show', '--phone', '+573000009999');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('npx acuse doctor');
    expect(await run('show')).toMatchObject({ code: 2 });
  });

  test('an event in the error log is shown, and taken out of it by the id of its delivery alone', async () => {
    mode = 'refuse';
    const tested = await run('test', 'trino', '--json');
    const id = JSON.parse(tested.stdout).deliveryId;
    expect(tested.code).toBe(1);
    const { failures } = await json('show', id);
    expect(failures).toMatchObject([{ id: `${id}#work`, reason: 'processor_rejected' }]);
    expect((await json('failures', id)).failures).toMatchObject([{ id: `${id}#work` }]);
    expect((await json('dismiss', id)).entries).toMatchObject([{ id: `${id}#work`, outcome: 'dismissed' }]);
    expect((await run('show', id)).stdout).toMatch(/dismissal of .*#work by local: dismissed/);
  });
});

describe('doctor', () => {
  test('of a run that works looks at the processor and has exit code 0; one that refuses our signature is a problem', async () => {
    const problemsOf = ({ stdout }: Finished) =>
      JSON.parse(stdout).checks.filter(({ state }: { state: string }) => state === 'problem');
    const well = await run('doctor', '--json');
    expect(problemsOf(well).map(({ name }: { name: string }) => name)).toEqual([]);
    expect(well.code).toBe(0);
    expect(well.stdout).toContain('the processors answer and take our signature');
    mode = 'unauthorised';
    const { code, stdout } = await run('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /the processor of treble at 127.0.0.1:\d+ refuses our signature \(401\)\.\n {4}→ give it the secret/,
    );
  });
});

describe('tail', () => {
  test('prints each event as it happens, as JSON lines, and ends with Ctrl-C without a word', async () => {
    const args = [join(root, 'bin/acuse.mjs'), 'tail', '--json', '--local', program.ready.baseUrl];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
    const events = () => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    try {
      let count = 0;
      await vi.waitFor(
        async () => {
          count += 1;
          await post(program.url('treble'), waitingBody(`tailed-${count}`));
          expect(events()).toContainEqual(expect.objectContaining({ event: 'outcome', outcome: 'done' }));
        },
        { timeout: 60_000, interval: 1000 },
      );
      const lines = out.split('\n').filter((line) => line !== '');
      expect(new Set(lines).size).toBe(lines.length);
      child.kill('SIGINT');
      expect(await ended).toBe(0);
      expect(err).toBe('');
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('--failed leaves out what went well', async () => {
    mode = 'refuse';
    await lived('tailed-refused');
    const args = [join(root, 'bin/acuse.mjs'), 'tail', '--failed', '--since', '5m', '--json'];
    const child = spawn(process.execPath, [...args, '--local', program.ready.baseUrl]);
    let out = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    try {
      await vi.waitFor(() => expect(out).toContain('processor_rejected'), { timeout: 60_000 });
      expect(out).not.toContain('"outcome":"done"');
    } finally {
      child.kill('SIGKILL');
    }
  });
});

describe('test', () => {
  test('waits for a result that comes later, and ends with what the conversation went on with', async () => {
    mode = 'later';
    const { code, stdout } = await run('test', 'treble', '--answer', 'hola');
    expect(stdout).toMatch(/answered 202, its result comes later/);
    expect(stdout).toMatch(/its result is waited for until/);
    expect(stdout).toMatch(/The conversation went on after .* with:\n {2}verdict = markervalue/);
    expect(code).toBe(0);
  });

  test('gives up after --timeout, with exit code 1', async () => {
    mode = 'never';
    const { code, stdout } = await run('test', 'treble', '--timeout', '2', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ result: false, outcome: null });
  });

  test('a failed attempt is a step, and a body of one’s own is posted', async () => {
    mode = 'hang up';
    const body = waitingBody('of-my-own');
    const { code, stdout } = await acuse(
      ['test', 'treble', '--body', '-', '--timeout', '3', '--local', program.ready.baseUrl],
      {},
      body,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/attempt 1: retry \(processor_unreachable\)/);
    mode = 'answer';
    expect(await run('test', 'treble', '--body', 'x', '--answer', 'y')).toMatchObject({ code: 2 });
  });

  test('a photo of this machine is looked at', async () => {
    await json('source', 'add', 'treble', '--id', 'photos', '--waits', '--processor', 'photo-check');
    const photo = join(root, 'local/simulators/photo.jpg');
    const tested = await vi.waitFor(
      async () => {
        const { code, stdout } = await run('test', 'photos', '--photo', photo, '--json');
        expect(code).toBe(0);
        return JSON.parse(stdout);
      },
      { timeout: 60_000, interval: 1000 },
    );
    expect(tested.variables).toMatchObject({ photo_ok: 'true', photo_type: 'jpeg' });
    expect(await run('test', 'photos', '--photo', '/nowhere.jpg')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be read'),
    });
  });

  test('a conversation that waits is continued by hand by the id of its delivery', async () => {
    mode = 'never';
    const { stdout } = await run('test', 'treble', '--timeout', '2', '--json');
    const { deliveryId } = JSON.parse(stdout);
    await json('resume', deliveryId, '--key', 'verdict=byhand');
    const { conversations } = await json('show', deliveryId);
    expect(conversations).toMatchObject([{ cause: 'done', decidedBy: 'an operator' }]);
  });
});

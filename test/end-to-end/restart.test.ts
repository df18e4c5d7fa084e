// Killed between acknowledgement and update, and started again on the same data.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble } from './treble.ts';

let treble: Treble;
let data: string;
let program: Program;

const start = async () => {
  program = await startProgram([
    '--data',
    data,
    '--parameters',
    `TrebleBaseUrl=${treble.url}`,
    'Processor=echo',
  ]);
};

beforeEach(async () => {
  treble = await startTreble();
  data = await mkdtemp(join(tmpdir(), 'acuse-data-'));
});

afterEach(async () => {
  await program.stop();
  await treble.close();
  await rm(data, { recursive: true, force: true });
});

test('a call under way when everything was killed is made again with the same body, and its URL still holds', async () => {
  await start();
  const token = new URL(program.url('treble')).search;
  treble.script('hang');
  await post(program.url('treble'), waitingBody('killed'));
  await vi.waitFor(() => expect(treble.calls).toHaveLength(1), { timeout: 120_000 });
  await program.stop('SIGKILL');
  await start();
  expect(new URL(program.url('treble')).search).toBe(token);
  await vi.waitFor(() => expect(treble.calls).toHaveLength(2), { timeout: 90_000, interval: 100 });
  expect(treble.calls[1]?.body).toBe(treble.calls[0]?.body);
}, 240_000);

test('whatever was acknowledged before the kill is continued after it', async () => {
  await start();
  const ids = Array.from({ length: 40 }, (_, index) => `burst-${index}`);
  const posts = ids.map((id) => post(program.url('treble'), waitingBody(id)).catch(() => undefined));
  await vi.waitFor(() => expect(treble.calls.length).toBeGreaterThan(3), { timeout: 120_000, interval: 5 });
  await program.stop('SIGKILL');
  const answers = await Promise.all(posts);
  const acknowledged = ids.filter((_, index) => answers[index]?.status === 200);
  expect(acknowledged.length).toBeGreaterThan(3);
  await start();
  const continued = (id: string) => treble.callsFor(id).length > 0;
  await vi.waitFor(() => expect(acknowledged.filter((id) => !continued(id))).toEqual([]), {
    timeout: 90_000,
    interval: 100,
  });
  for (const id of acknowledged) expect(new Set(treble.callsFor(id).map(({ body }) => body)).size).toBe(1);
}, 240_000);

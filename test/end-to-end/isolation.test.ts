// What is wrong with one processor, or with a few of Treble's answers, on the whole program in real time. The figures that
// are promised are measured in virtual time (test/properties/weather); the bounds here are wide, for a slow machine.
import { expect, onTestFinished, test, vi } from 'vitest';
import { WORK } from '../../functions/core/policy.ts';
import { acuse, serve } from '../cli/run.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble, variables } from './treble.ts';

const DEADLINE_MS = 30_000;
/** A healthy wait that stands behind one call of the hanging processor would take about `DEADLINE_MS`. */
const HEALTHY_MS = 25_000;
const SWEEP_MS = 60_000;

interface Stage {
  readonly treble: Treble;
  readonly program: Program;
}

async function start(...parameters: string[]): Promise<Stage> {
  const treble = await startTreble();
  onTestFinished(treble.close);
  const program = await startProgram(['--parameters', `TrebleBaseUrl=${treble.url}`, ...parameters]);
  onTestFinished(() => program.stop());
  return { treble, program };
}

async function printed(program: Program, ...args: string[]) {
  const { code, stdout, stderr } = await acuse([...args, '--local', program.ready.baseUrl, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** A source that was made a moment ago is known within a second. */
const postSoon = (url: string, session: string) =>
  vi.waitFor(
    async () => expect(await post(url, waitingBody(session))).toMatchObject({ status: 200, text: '{}' }),
    { timeout: 120_000, interval: 200 },
  );

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a processor that hangs delays no wait of another, and its own are continued at their deadline', {
  timeout: 240_000,
}, async () => {
  const hung: string[] = [];
  const processors = await serve(({ url, body }, response) => {
    if (url === '/hangs') hung.push(JSON.parse(body).data.session_id);
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":{"verdict":"sharp"}}');
  });
  const { treble, program } = await start(
    `SessionDeadlineSeconds=${DEADLINE_MS / 1000}`,
    'FallbackKeys=verdict=pending',
    'Processor=http',
    `ProcessorUrl=${processors}/healthy`,
  );
  const add = ['source', 'add', 'treble', '--waits', '--id', 'hanging', '--processor', 'http'];
  const { url } = await printed(program, ...add, '--processor-url', `${processors}/hangs`);
  const postedAtMs = new Map<string, number>();
  async function deliver(name: 'hanging' | 'healthy', at: number): Promise<void> {
    await postSoon(name === 'hanging' ? url : program.url('treble'), `${name}-${at}`);
    postedAtMs.set(`${name}-${at}`, Date.now());
  }
  await deliver('hanging', 0);
  await vi.waitFor(() => expect(hung).toHaveLength(1), { timeout: 120_000, interval: 50 });
  // From then on the other worker knows that this processor is slow.
  await pause(2 * WORK.longCallMs);
  for (let at = 1; at < 12; at += 1) {
    await deliver('hanging', at);
    await deliver('healthy', at);
    await pause(500);
  }

  const sessions = (name: string) => [...postedAtMs.keys()].filter((session) => session.startsWith(name));
  const continued = (name: string, timeout: number) =>
    vi.waitFor(
      () => expect(sessions(name).filter((session) => treble.callsFor(session).length === 0)).toEqual([]),
      { timeout, interval: 100 },
    );
  const tookMs = (session: string) =>
    (treble.callsFor(session)[0]?.atMs ?? Number.NaN) - (postedAtMs.get(session) ?? Number.NaN);
  await continued('healthy', HEALTHY_MS);
  expect(Math.max(...sessions('healthy').map(tookMs))).toBeLessThan(HEALTHY_MS);
  await continued('hanging', DEADLINE_MS + 2 * SWEEP_MS);

  for (const session of sessions('healthy'))
    expect(treble.callsFor(session).map(variables)).toEqual([{ verdict: 'sharp', acuse_status: 'done' }]);
  expect(hung.length).toBeGreaterThan(0);
  for (const session of sessions('hanging')) {
    const [told, ...more] = treble.callsFor(session).map(variables);
    expect(told).toMatchObject({ acuse_status: expect.stringMatching(/^(timeout|failed)$/) });
    expect(more).toEqual([]);
  }
  const [first = ''] = hung;
  expect(treble.callsFor(first).map(variables)).toMatchObject([
    { verdict: 'pending', acuse_status: 'timeout', acuse_reason: 'deadline' },
  ]);
});

test('each 50th session update fails: every wait is continued soon, and Treble is never paused', {
  timeout: 240_000,
}, async () => {
  const WAITS = 400;
  const { treble, program } = await start('Processor=echo');
  treble.script(...Array.from({ length: 2 * WAITS }, (_, at) => (at % 50 === 49 ? 503 : 200)));
  const sessions = Array.from({ length: WAITS }, (_, at) => `wait-${at}`);
  const left = [...sessions];
  async function postSome(): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      await postSoon(program.url('treble'), next);
  }
  await Promise.all([postSome(), postSome(), postSome(), postSome()]);
  const accepted = (session: string) => treble.callsFor(session).filter(({ answered }) => answered === 200);
  await vi.waitFor(() => expect(sessions.filter((session) => accepted(session).length === 0)).toEqual([]), {
    timeout: 120_000,
    interval: 200,
  });
  expect(treble.calls.filter(({ answered }) => answered === 503).length).toBeGreaterThanOrEqual(WAITS / 50);
  expect(sessions.filter((session) => accepted(session).length > 1)).toEqual([]);
  expect(await printed(program, 'stats')).toMatchObject({ breakers: [] });
  expect(program.log()).not.toContain('"event":"breaker"');
  await vi.waitFor(async () => expect(await printed(program, 'sessions')).toMatchObject({ sessions: [] }), {
    timeout: 120_000,
    interval: 500,
  });
});

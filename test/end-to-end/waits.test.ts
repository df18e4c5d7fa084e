// A waiting conversation, from the webhook to the session update, through the program as a user starts it.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble, variables } from './treble.ts';

let treble: Treble;
let program: Program;

beforeAll(async () => {
  treble = await startTreble();
  program = await startProgram(['--parameters', `TrebleBaseUrl=${treble.url}`, 'Processor=echo']);
});

afterAll(async () => {
  await program.stop();
  await treble.close();
});

const hook = () => program.url('treble');
const noOwnTime = { responded_at: null };

/** So long nothing happens when nothing more is to come: the worker is done in a tenth of it. */
const QUIET_MS = 1500;
const quiet = () => new Promise((resolve) => setTimeout(resolve, QUIET_MS));
const updated = (sessionId: string, times: number) =>
  vi.waitFor(() => expect(treble.callsFor(sessionId)).toHaveLength(times), {
    timeout: 120_000,
    interval: 20,
  });

test('is acknowledged with an empty object and continued once', async () => {
  const sessionId = 'a/b c?é#%2F';
  expect(await post(hook(), waitingBody(sessionId))).toMatchObject({ status: 200, text: '{}' });
  await updated(sessionId, 1);
  await quiet();
  const [call, ...more] = treble.callsFor(sessionId);
  expect(more).toEqual([]);
  expect(call?.contentType).toBe('application/json');
  expect(call && variables(call)).toMatchObject({ acuse_status: 'done', echo_event: 'treble.response' });
});

test('posted five times at once it is continued once', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => post(hook(), waitingBody('five'))));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  await updated('five', 1);
  await quiet();
  expect(treble.callsFor('five')).toHaveLength(1);
});

test('posted again after the update it is a repeat, if the event has its own time', async () => {
  await post(hook(), waitingBody('again'));
  await updated('again', 1);
  await post(hook(), waitingBody('again'));
  await quiet();
  expect(treble.callsFor('again')).toHaveLength(1);
});

test('posted again after the update it is a second visit, if the event has no time of its own', async () => {
  await post(hook(), waitingBody('visit', noOwnTime));
  await updated('visit', 1);
  await post(hook(), waitingBody('visit', noOwnTime));
  await updated('visit', 2);
});

test('another question in the same session is another wait', async () => {
  await post(hook(), waitingBody('two'));
  await updated('two', 1);
  await post(hook(), waitingBody('two', { conversation_id: 1002 }));
  await updated('two', 2);
});

test('the session id is understood under its other name, and as a number', async () => {
  await post(hook(), waitingBody(undefined, { session_external_id: 'external' }));
  await updated('external', 1);
  await post(hook(), waitingBody(0).replace('"session_id":0', '"session_id":98765432109876543210'));
  await updated('98765432109876543210', 1);
});

test.each([
  ['read', { read_at: '2026-01-01 10:00:00', responded_at: null, actual_response: null }],
  ['delivered', { delivered_at: '2026-01-01 10:00:00', responded_at: null, actual_response: null }],
  ['opt-out', { reason: 'OPTOUT' }],
])('a %s event continues nothing', async (kind, fields) => {
  expect(await post(hook(), waitingBody(`silent-${kind}`, fields))).toMatchObject({
    status: 200,
    text: '{}',
  });
  await quiet();
  expect(treble.callsFor(`silent-${kind}`)).toEqual([]);
});

test('a source that does not wait continues nothing', async () => {
  expect((await post(program.url('treble-events'), waitingBody('event'))).status).toBe(200);
  await quiet();
  expect(treble.callsFor('event')).toEqual([]);
});

test.each(['botmaker', 'trino'])('%s is acknowledged', async (source) => {
  expect(await post(program.url(source), '{"type":"message","event":"x"}')).toMatchObject({
    status: 200,
    text: '{}',
  });
});

describe('Treble', () => {
  test('answering 404 first and 200 then is called twice with the same body', async () => {
    treble.script(404);
    await post(hook(), waitingBody('early'));
    await updated('early', 2);
    const [first, second] = treble.callsFor('early');
    expect(second?.body).toBe(first?.body);
  });

  test('that does not answer is called again', async () => {
    treble.script('hang');
    await post(hook(), waitingBody('hanging'));
    await updated('hanging', 2);
  });

  test('that is away for four calls is called by the sweeper, and no more after a success', async () => {
    treble.script(503, 503, 503, 503);
    await post(hook(), waitingBody('away'));
    await vi.waitFor(() => expect(treble.callsFor('away')).toHaveLength(5), {
      timeout: 130_000,
      interval: 200,
    });
    await quiet();
    const calls = treble.callsFor('away');
    expect(calls.map(({ answered }) => answered)).toEqual([503, 503, 503, 503, 200]);
    expect(new Set(calls.map(({ body }) => body)).size).toBe(1);
  }, 240_000);
});

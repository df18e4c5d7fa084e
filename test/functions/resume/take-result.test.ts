// Results that processors post later: what decides, what is answered, and that nothing is lost or leaks.
import { beforeEach, expect, test } from 'vitest';
import { resumeUrl } from '../../../functions/core/wait/resume-url.ts';
import type { SessionStore } from '../../../functions/core/wait/session-store.ts';
import { resultTaker } from '../../../functions/resume/take-result.ts';
import { DEADLINE_MS, PROGRESS, T0 } from '../../builders.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { makeWorld } from '../../world.ts';

const ref = 'conversation-1';
const key = 'the key of a test';
const settings = { key, resumeDelayMs: 0, windowMs: 20 * 3600_000 };
const TOKEN = tokenOf(resumeUrl('https://acuse.example', key, { ref, cycle: 1, receivedAtMs: T0 }));
const RESULT = '{"keys":{"verdict":"sharp"}}';

function tokenOf(url: string): string {
  return new URL(url).searchParams.get('token') ?? '';
}

function resumeWorld() {
  const base = makeWorld({ clock: virtualClock(T0 + 90_000) });
  const { clock, sessions } = base;
  let posts = 0;
  return {
    ...base,
    async post(
      body: string | Buffer = RESULT,
      other: { token?: string; method?: string; store?: SessionStore } = {},
    ) {
      posts += 1;
      const { token = TOKEN, method = 'POST', store = sessions } = other;
      const request = { method, token, body: Buffer.from(body) };
      const taken = resultTaker({ ...base, sessions: store }, settings)(request, String(posts));
      const { statusCode, headers, body: text } = await clock.finish(taken);
      return { status: statusCode, headers, ...JSON.parse(text) };
    },
  };
}

let world: ReturnType<typeof resumeWorld>;

beforeEach(() => {
  world = resumeWorld();
});

test.each([PROGRESS.delegated, PROGRESS.processing, PROGRESS.waiting])(
  'a result continues the conversation at once: $state',
  async (progress) => {
    await world.store(progress);
    expect(await world.post()).toMatchObject({ status: 200, outcome: 'accepted' });
    expect(world.outbound.calls.map(({ keys }) => keys)).toEqual([
      [
        { key: 'verdict', value: 'sharp' },
        { key: 'acuse_status', value: 'done' },
      ],
    ]);
    expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'done' } });
    expect(world.counters.counts.get('treble: done')).toBe(1);
  },
);

test('posted twice it is accepted once, and said to be a repeat then; Treble hears of the first', async () => {
  await world.store(PROGRESS.delegated);
  await world.post();
  expect(await world.post('{"keys":{"verdict":"another"}}')).toMatchObject({
    status: 200,
    outcome: 'repeat',
  });
  expect(world.outbound.calls).toHaveLength(1);
});

test('posted many times at once it is accepted once', async () => {
  await world.store(PROGRESS.delegated);
  const answers = await Promise.all([world.post(), world.post(), world.post()]);
  expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'repeat', 'repeat']);
  expect(world.outbound.calls).toHaveLength(1);
});

test.each(['', ' \r\n', '\uFEFF'])(
  'an empty body may be one that got lost, and decides nothing: %j',
  async (body) => {
    await world.store(PROGRESS.delegated);
    expect(await world.post(body)).toMatchObject({
      status: 400,
      error: 'no_result',
      message: expect.stringContaining('{"keys":{}}'),
    });
    expect(await world.progress()).toEqual(PROGRESS.delegated);
  },
);

test('no variables say: go on', async () => {
  await world.store(PROGRESS.delegated);
  expect(await world.post('{"keys":{}}')).toMatchObject({ status: 200 });
  expect(world.outbound.calls[0]?.keys).toEqual([{ key: 'acuse_status', value: 'done' }]);
});

test.each([
  ['deadline_passed', { deadlineAtMs: T0 + 90_000 }, PROGRESS.delegated],
  ['already_decided', {}, PROGRESS.decided],
  ['already_decided', {}, { ...PROGRESS.continued, ending: { cause: 'failed', by: 'worker', atMs: T0 } }],
  ['deadline_passed', {}, { ...PROGRESS.continued, ending: { cause: 'timeout', by: 'sweeper', atMs: T0 } }],
  ['superseded', { number: 2 }, PROGRESS.delegated],
  ['opted_out', {}, PROGRESS.closed],
] as const)('too late is 410 and says why: %s', async (error, cycle, progress) => {
  await world.store(progress, cycle);
  expect(await world.post()).toMatchObject({ status: 410, error, message: expect.stringContaining('.') });
  expect(world.outbound.calls).toEqual([]);
  expect(await world.progress()).toEqual(progress);
});

test.each([
  ['no token', ''],
  [
    'one of another deployment',
    tokenOf(resumeUrl('https://a', 'another key', { ref, cycle: 1, receivedAtMs: T0 })),
  ],
  ['one that was made to fit', TOKEN.replace('.1.', '.2.')],
  ['nonsense', 'a.b.c.d'],
])('%s is 404, without a look at the store', async (_, token) => {
  const store = { ...world.sessions, load: () => Promise.reject(new Error('Not to be asked.')) };
  expect(await world.post(RESULT, { token, store })).toMatchObject({ status: 404, error: 'not_found' });
});

test('a wait that nobody remembers is 404', async () => {
  expect(await world.post()).toMatchObject({ status: 404, error: 'not_found' });
});

test.each([
  'not json',
  '[]',
  '{"verdict":"sharp"}',
  '{"keys":[]}',
  '{"user_session_keys":[{"value":"x"}]}',
  '"x"',
])('what is no result is 400 and decides nothing: %s', async (body) => {
  await world.store(PROGRESS.delegated);
  expect(await world.post(body)).toMatchObject({ status: 400, error: 'bad_result' });
  expect(await world.progress()).toEqual(PROGRESS.delegated);
});

test('what is no UTF-8 is 400: no other letters are taken in its place', async () => {
  await world.store(PROGRESS.delegated);
  const body = Buffer.from('{"keys":{"name":"Núñez"}}', 'latin1');
  expect(await world.post(body)).toMatchObject({ status: 400, error: 'bad_result' });
  expect(await world.progress()).toEqual(PROGRESS.delegated);
});

const KIB = 1024;
/** All that stands around one variable's value in the list that is stored. */
const AROUND = JSON.stringify([{ key: 'a', value: '' }]).length;

test.each([
  ['more than 256 KiB', { keys: { a: 'x'.repeat(256 * KIB) } }],
  ['a list that is longer than that', { keys: { a: 'x'.repeat(256 * KIB - AROUND + 1) } }],
  ['letters of two bytes that come to more', { keys: { a: 'ñ'.repeat((256 * KIB - AROUND) / 2 + 1) } }],
  [
    'many short variables',
    { keys: Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, 1])) },
  ],
])('%s is 413, says what to do, and decides nothing', async (_, result) => {
  await world.store(PROGRESS.delegated);
  expect(await world.post(JSON.stringify(result))).toMatchObject({
    status: 413,
    error: 'too_large',
    message: expect.stringContaining('Post fewer or shorter variables'),
  });
  expect(await world.progress()).toEqual(PROGRESS.delegated);
});

test('as much as a session can hold is taken', async () => {
  await world.store(PROGRESS.delegated);
  const value = 'x'.repeat(256 * KIB - AROUND);
  expect(await world.post(JSON.stringify({ keys: { a: value } }))).toMatchObject({ status: 200 });
});

test.each(['GET', 'HEAD', 'PUT', 'DELETE'])(
  '%s decides nothing: a link may be opened by anything',
  async (method) => {
    await world.store(PROGRESS.delegated);
    expect(await world.post(RESULT, { method })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await world.progress()).toEqual(PROGRESS.delegated);
  },
);

test('where the store is away it is 503, to be posted again', async () => {
  await world.store(PROGRESS.delegated);
  const store = { ...world.sessions, load: () => Promise.reject(new Error('away')) };
  const answer = await world.post(RESULT, { store });
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  expect(await world.post()).toMatchObject({ status: 200, outcome: 'accepted' });
});

test('a Treble that is down does not keep the result from being accepted', async () => {
  await world.store(PROGRESS.delegated);
  world.outbound.answer(503, 'no_answer', 503);
  expect(await world.post()).toMatchObject({ status: 200, outcome: 'accepted' });
  expect(await world.progress()).toMatchObject({ state: 'decided', decision: { cause: 'done' } });
});

test('is valid until the deadline, to the millisecond', async () => {
  await world.store(PROGRESS.delegated);
  await world.clock.advance(DEADLINE_MS - 90_000 - 1);
  expect(await world.post()).toMatchObject({ status: 200 });
});

test('neither token nor result is in the log', async () => {
  await world.store(PROGRESS.delegated);
  await world.post('{"keys":{"verdict":"a secret of the customer"}}');
  await world.post('not json: a secret of the customer');
  await world.post(RESULT, { token: `${TOKEN}x` });
  const said = JSON.stringify(world.log.lines);
  expect(said).not.toContain('a secret of the customer');
  expect(said).not.toContain(TOKEN.split('.')[3]);
});

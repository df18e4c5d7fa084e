// Results that processors post later: which one decides, the answers, and what is not in the log.
import { beforeEach, expect, test } from 'vitest';
import { resumeUrl } from '../../../functions/core/wait/resume-url.ts';
import type { SessionStore } from '../../../functions/core/wait/session-store.ts';
import { resultTaker } from '../../../functions/resume/take-result.ts';
import { DEADLINE_MS, PROGRESS, plainKey, T0 } from '../../builders.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { makeWorld } from '../../world.ts';

const ref = 'conversation-1';
const key = plainKey('the key of a test');
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
  'a result continues the conversation immediately: $state',
  async (progress) => {
    await world.store(progress);
    expect(await world.post()).toMatchObject({ status: 200, outcome: 'accepted' });
    expect(world.outbounds.calls.map(({ keys }) => keys)).toEqual([
      [
        { key: 'verdict', value: 'sharp' },
        { key: 'acuse_status', value: 'done' },
      ],
    ]);
    expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'done' } });
    expect(world.counters.counts.get('treble: done')).toBe(1);
  },
);

test('a second post is a repeat, and Treble gets only the first result', async () => {
  await world.store(PROGRESS.delegated);
  await world.post();
  expect(await world.post('{"keys":{"verdict":"another"}}')).toMatchObject({
    status: 200,
    outcome: 'repeat',
  });
  expect(world.outbounds.calls).toHaveLength(1);
});

test('one of several concurrent posts is accepted', async () => {
  await world.store(PROGRESS.delegated);
  const answers = await Promise.all([world.post(), world.post(), world.post()]);
  expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'repeat', 'repeat']);
  expect(world.outbounds.calls).toHaveLength(1);
});

test.each(['', ' \r\n', '\uFEFF'])(
  'an empty body decides nothing, because its content may be lost: %j',
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

test('a result without variables continues the conversation', async () => {
  await world.store(PROGRESS.delegated);
  expect(await world.post('{"keys":{}}')).toMatchObject({ status: 200 });
  expect(world.outbounds.calls[0]?.keys).toEqual([{ key: 'acuse_status', value: 'done' }]);
});

test.each([
  ['deadline_passed', { deadlineAtMs: T0 + 90_000 }, PROGRESS.delegated],
  ['already_decided', {}, PROGRESS.decided],
  ['already_decided', {}, { ...PROGRESS.continued, ending: { cause: 'failed', by: 'worker', atMs: T0 } }],
  ['deadline_passed', {}, { ...PROGRESS.continued, ending: { cause: 'timeout', by: 'sweeper', atMs: T0 } }],
  ['superseded', { number: 2 }, PROGRESS.delegated],
  ['opted_out', {}, PROGRESS.closed],
] as const)('a late result is 410 with the reason: %s', async (error, cycle, progress) => {
  await world.store(progress, cycle);
  expect(await world.post()).toMatchObject({ status: 410, error, message: expect.stringContaining('.') });
  expect(world.outbounds.calls).toEqual([]);
  expect(await world.progress()).toEqual(progress);
});

test.each([
  ['none', ''],
  [
    'one of another deployment',
    tokenOf(resumeUrl('https://a', plainKey('another key'), { ref, cycle: 1, receivedAtMs: T0 })),
  ],
  ['one with a changed cycle', TOKEN.replace('.1.', '.2.')],
  ['an invalid one', 'a.b.c.d'],
])('a token is 404 without a read of the store: %s', async (_, token) => {
  const store = { ...world.sessions, load: () => Promise.reject(new Error('This call is not expected.')) };
  expect(await world.post(RESULT, { token, store })).toMatchObject({ status: 404, error: 'not_found' });
});

test('an unknown wait is 404', async () => {
  expect(await world.post()).toMatchObject({ status: 404, error: 'not_found' });
});

test.each([
  'not json',
  '[]',
  '{"verdict":"sharp"}',
  '{"keys":[]}',
  '{"user_session_keys":[{"value":"x"}]}',
  '"x"',
])('an invalid result is 400 and decides nothing: %s', async (body) => {
  await world.store(PROGRESS.delegated);
  expect(await world.post(body)).toMatchObject({ status: 400, error: 'bad_result' });
  expect(await world.progress()).toEqual(PROGRESS.delegated);
});

test('a body in another encoding than UTF-8 is 400', async () => {
  await world.store(PROGRESS.delegated);
  const body = Buffer.from('{"keys":{"name":"Núñez"}}', 'latin1');
  expect(await world.post(body)).toMatchObject({ status: 400, error: 'bad_result' });
  expect(await world.progress()).toEqual(PROGRESS.delegated);
});

const KIB = 1024;
/** The length of the stored list around the value of one variable. */
const AROUND = JSON.stringify([{ key: 'a', value: '' }]).length;

test.each([
  ['more than 256 KiB', { keys: { a: 'x'.repeat(256 * KIB) } }],
  ['a list over that limit', { keys: { a: 'x'.repeat(256 * KIB - AROUND + 1) } }],
  ['characters of two bytes over that limit', { keys: { a: 'ñ'.repeat((256 * KIB - AROUND) / 2 + 1) } }],
  [
    'many short variables',
    { keys: Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, 1])) },
  ],
])('%s is 413 with advice, and decides nothing', async (_, result) => {
  await world.store(PROGRESS.delegated);
  expect(await world.post(JSON.stringify(result))).toMatchObject({
    status: 413,
    error: 'too_large',
    message: expect.stringContaining('Post fewer or shorter variables'),
  });
  expect(await world.progress()).toEqual(PROGRESS.delegated);
});

test('a result of the largest size is accepted', async () => {
  await world.store(PROGRESS.delegated);
  const value = 'x'.repeat(256 * KIB - AROUND);
  expect(await world.post(JSON.stringify({ keys: { a: value } }))).toMatchObject({ status: 200 });
});

test.each(['GET', 'HEAD', 'PUT', 'DELETE'])(
  '%s decides nothing, because any program may open a link',
  async (method) => {
    await world.store(PROGRESS.delegated);
    expect(await world.post(RESULT, { method })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await world.progress()).toEqual(PROGRESS.delegated);
  },
);

test('without the store the answer is 503, and a second post is possible', async () => {
  await world.store(PROGRESS.delegated);
  const store = { ...world.sessions, load: () => Promise.reject(new Error('unavailable')) };
  const answer = await world.post(RESULT, { store });
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  expect(await world.post()).toMatchObject({ status: 200, outcome: 'accepted' });
});

test('a result is accepted while Treble is unavailable', async () => {
  await world.store(PROGRESS.delegated);
  world.outbounds.answer(503, 'no_answer', 503);
  expect(await world.post()).toMatchObject({ status: 200, outcome: 'accepted' });
  expect(await world.progress()).toMatchObject({ state: 'decided', decision: { cause: 'done' } });
});

test('a token is valid until the last millisecond before the deadline', async () => {
  await world.store(PROGRESS.delegated);
  await world.clock.advance(DEADLINE_MS - 90_000 - 1);
  expect(await world.post()).toMatchObject({ status: 200 });
});

test('a result that continues the conversation at once has one line, and one that does not has its own', async () => {
  await world.store(PROGRESS.delegated);
  await world.post();
  expect(world.log.lines).toMatchObject([{ event: 'outcome', outcome: 'done', source: 'treble', cycle: 1 }]);
  await world.post();
  expect(world.log.of('resume')).toMatchObject([{ outcome: 'repeat', source: 'treble', cycle: 1 }]);
});

test('a result that Treble does not take yet has a line', async () => {
  await world.store(PROGRESS.delegated);
  world.outbounds.answer(503, 'no_answer', 503);
  await world.post();
  expect(world.log.of('resume')).toMatchObject([{ outcome: 'decided', conversation: ref }]);
});

test('the log has neither token nor result', async () => {
  await world.store(PROGRESS.delegated);
  await world.post('{"keys":{"verdict":"a secret of the customer"}}');
  await world.post('not json: a secret of the customer');
  await world.post(RESULT, { token: `${TOKEN}x` });
  const logged = JSON.stringify(world.log.lines);
  expect(logged).not.toContain('a secret of the customer');
  expect(logged).not.toContain(TOKEN.split('.')[3]);
});

// Answers to Trino AI (Chatwoot), on a real server: which calls carry them, in which order, and with what.
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../functions/core/wait/answer.ts';
import { decision, failedDecision } from '../../../functions/core/wait/decision.ts';
import type { JudgeContext, OutboundCall } from '../../../functions/core/wait/outbound.ts';
import { paces } from '../../../functions/core/wait/pace.ts';
import type { Decision } from '../../../functions/core/wait/session.ts';
import type { AnsweringContext } from '../../../functions/platforms/answering.ts';
import { trinoOutbound } from '../../../functions/platforms/trino/outbound.ts';
import { clock } from '../../../functions/runtime/clock.ts';
import { type Arrived, recordingServer, type ServerAnswer } from '../../contracts/recording-server.ts';

const HERE = '/api/v1/accounts/4/conversations/9';

const contextAt = (baseUrl: string, more: Partial<AnsweringContext> = {}): AnsweringContext => ({
  ref: 'ref-1',
  address: JSON.stringify({ account: '4', conversation: '9', attributes: { plano: 'mensal', pedidos: 3 } }),
  baseUrl,
  destination: 'trino/here',
  apiKey: 'token',
  settleMs: 30_000,
  clock,
  paces: paces(clock),
  ...more,
});

const answering = (answer: Partial<Answer>): Decision =>
  decision('somebody', 'done', { keys: [], ...answer });

type Given = ServerAnswer | ((request: Arrived) => ServerAnswer);

/** The calls that arrive when the plan is carried out. */
async function carriedOut(decided: Decision, more: Partial<AnsweringContext> = {}, answer: Given = 200) {
  const server = await recordingServer();
  server.answer(answer);
  const { calls, ignored } = trinoOutbound(contextAt(server.url, more)).plan(decided);
  for (const call of calls) await call.make();
  const arrived = server.arrived.map(({ method, path, text }) => [
    `${method} ${path}`,
    text === '' ? undefined : JSON.parse(text),
  ]);
  return { calls, ignored, arrived, server };
}

const context: JudgeContext = { attempt: 1, nowMs: 1000, receivedAtMs: 0, random: 0.5 };
const judged = async (call: OutboundCall | undefined, attempt = 1) =>
  call?.judge(await call.make(), { ...context, attempt });

const message = (name: string, content: string, isPrivate = false) => [
  `POST ${HERE}/messages`,
  {
    message_type: 'outgoing',
    content,
    private: isPrivate,
    content_attributes: { acuse: `acuse:ref-1:${name}` },
  },
];

test('messages, note, team, status and attributes, in this order', async () => {
  const { arrived, calls, ignored } = await carriedOut(
    answering({
      keys: [{ key: 'foto_ok', value: 'true' }],
      reply: [{ text: 'Olá' }, { text: 'Um momento' }],
      note: 'foto borrada',
      handoff: { to: '2' },
    }),
  );
  const attributes = { plano: 'mensal', pedidos: 3, foto_ok: 'true', acuse_status: 'done' };
  expect(arrived).toEqual([
    message('reply.0', 'Olá'),
    message('reply.1', 'Um momento'),
    message('note', 'foto borrada', true),
    [`POST ${HERE}/assignments`, { team_id: 2 }],
    [`POST ${HERE}/toggle_status`, { status: 'open' }],
    [`POST ${HERE}/custom_attributes`, { custom_attributes: attributes, merge: true }],
  ]);
  expect(calls.map(({ name, once, text, handsOver }) => [name, once, text, handsOver])).toEqual([
    ['reply.0', true, 'Olá', undefined],
    ['reply.1', true, 'Um momento', undefined],
    ['note', true, 'foto borrada', undefined],
    ['assign', undefined, undefined, undefined],
    ['handoff', undefined, undefined, true],
    ['variables', undefined, undefined, undefined],
  ]);
  expect(ignored).toEqual([]);
});

test('the key goes in a header that no proxy drops, and the message’s id is kept', async () => {
  const { server, calls } = await carriedOut(answering({ reply: [{ text: 'Olá' }] }));
  expect(server.arrived[0]?.headers).toMatchObject({ 'api-access-token': 'token' });
  expect(await calls[0]?.make()).toMatchObject({ kind: 'answer', status: 200, id: '2' });
});

test('an intent is ignored, and no call is made for our own variables alone', async () => {
  const { arrived, ignored } = await carriedOut(answering({ intent: 'INTENT1' }));
  expect([arrived, ignored]).toEqual([[], ['intent']]);
});

test('without a result the source’s fallback is said, or nothing', async () => {
  const failed = failedDecision('somebody', 'processor_error');
  const source = { fallback: { reply: 'Um momento', handoff: {} } };
  expect((await carriedOut(failed, { source })).calls.map(({ name }) => name)).toEqual([
    'reply.0',
    'handoff',
  ]);
  expect((await carriedOut(failed)).calls).toEqual([]);
});

describe('custom attributes', () => {
  const keys = [{ key: 'foto_ok', value: 'true' }];

  test('are not sent where those of the conversation are not known: they would be lost', async () => {
    const address = JSON.stringify({ account: '4', conversation: '9' });
    const { arrived, ignored } = await carriedOut(answering({ keys, reply: [{ text: 'Olá' }] }), { address });
    expect(arrived).toEqual([message('reply.0', 'Olá')]);
    expect(ignored).toEqual(['keys']);
  });

  test('one that is too long for Chatwoot is left out, and the others are sent', async () => {
    const long = { key: 'long', value: 'x'.repeat(1501) };
    const { arrived, ignored } = await carriedOut(answering({ keys: [...keys, long] }));
    expect(arrived[0]?.[1].custom_attributes).toMatchObject({ foto_ok: 'true' });
    expect(arrived[0]?.[1].custom_attributes).not.toHaveProperty('long');
    expect(ignored).toEqual(['keys']);
    expect((await carriedOut(answering({ keys: [long] }))).arrived).toEqual([]);
  });
});

describe('a team', () => {
  const teams = {
    status: 200,
    body: [
      { id: 7, name: 'Vendas' },
      { id: 2, name: 'Suporte' },
    ],
  };
  const listing = ({ path }: Arrived): ServerAnswer => (path.endsWith('/teams') ? teams : 200);

  test('may be named: its id is looked up', async () => {
    const { arrived } = await carriedOut(answering({ handoff: { to: ' suporte ' } }), {}, listing);
    expect(arrived).toEqual([
      ['GET /api/v1/accounts/4/teams', undefined],
      [`POST ${HERE}/assignments`, { team_id: 2 }],
      [`POST ${HERE}/toggle_status`, { status: 'open' }],
    ]);
  });

  test.each<[string, Given, string]>([
    ['that nobody knows', listing, 'ninguém'],
    ['whose list the key may not read', ({ path }) => (path.endsWith('/teams') ? 401 : 200), 'suporte'],
    ['whose id is refused', ({ path }) => (path.endsWith('/assignments') ? 404 : 200), '99'],
  ])('%s does not stop the hand-over', async (_, answer, to) => {
    const { calls, arrived } = await carriedOut(answering({ handoff: { to } }), {}, answer);
    expect(arrived.at(-1)?.[0]).toBe(`POST ${HERE}/toggle_status`);
    expect(await judged(calls[0])).toEqual({ kind: 'done' });
  });

  test('is looked up again where the platform does not answer', async () => {
    const { calls, arrived } = await carriedOut(answering({ handoff: { to: 'suporte' } }), {}, 503);
    expect(arrived.map(([path]) => path)).not.toContain(`POST ${HERE}/assignments`);
    expect(await judged(calls[0])).toMatchObject({ kind: 'retry', health: 'failed' });
  });
});

describe('a message', () => {
  const ofReply = async (answer: Given) =>
    (await carriedOut(answering({ reply: [{ text: 'Olá' }] }), {}, answer)).calls[0];

  test('with 422 may stand there all the same: one repetition, then it is final', async () => {
    const call = await ofReply(422);
    expect(await judged(call, 1)).toEqual({ kind: 'unknown' });
    expect(await judged(call, 2)).toEqual({ kind: 'refused', reason: 'trino_422' });
  });

  test('counts its repetitions from its place in the answer', async () => {
    const decided = answering({ keys: [{ key: 'a', value: '1' }], reply: [{ text: 'a' }, { text: 'b' }] });
    const { calls } = await carriedOut(decided, {}, 422);
    expect(await judged(calls[1], 2)).toEqual({ kind: 'unknown' });
    expect(await judged(calls[1], 3)).toMatchObject({ kind: 'refused' });
  });

  test('attributes with 422 are refused at once: nothing was changed', async () => {
    const { calls } = await carriedOut(answering({ keys: [{ key: 'a', value: '1' }] }), {}, 422);
    expect(await judged(calls[0])).toEqual({ kind: 'refused', reason: 'trino_422' });
  });
});

describe('a file', () => {
  const FILE = Buffer.from('%PDF-1.4 ã');

  /** The server has the file too, as a Chatwoot has those of its conversations. */
  async function withFile(
    answer: Given,
    media: { filename?: string; mimeType?: string } = {},
    caption?: string,
  ) {
    const server = await recordingServer();
    server.answer((request) => {
      if (!request.path.startsWith('/file')) return 200;
      return typeof answer === 'function' ? answer(request) : answer;
    });
    const part = { media: { url: `${server.url}/file/a%20b.pdf`, ...media }, ...(caption && { caption }) };
    const [call] = trinoOutbound(contextAt(server.url)).plan(answering({ reply: [part] })).calls;
    return { server, call };
  }

  const served = { status: 200, body: FILE };

  test('is fetched and uploaded with its caption, name, type and marker', async () => {
    const { server, call } = await withFile(served, {}, 'A fatura ã');
    expect(await call?.make()).toMatchObject({ kind: 'answer', status: 200, id: '2' });
    expect(call).toMatchObject({ name: 'reply.0', once: true, text: 'A fatura ã' });
    const [, { headers, text, path } = { headers: {}, text: '', path: '' }] = server.arrived;
    expect(path).toBe(`${HERE}/messages`);
    const form = await new Response(text, {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
    expect(form.get('content')).toBe('A fatura ã');
    expect([form.get('message_type'), form.get('private')]).toEqual(['outgoing', 'false']);
    expect(form.get('content_attributes')).toBe('{"acuse":"acuse:ref-1:reply.0"}');
    const file = form.get('attachments[]');
    if (!(file instanceof File)) throw new Error('No file was uploaded.');
    expect([file.name, file.type, await file.text()]).toEqual([
      'a b.pdf',
      'application/pdf',
      FILE.toString(),
    ]);
  });

  test('a name or type of the processor’s cannot add a header or a field', async () => {
    const { server, call } = await withFile(served, {
      filename: 'a"\r\nX-Evil: 1\r\n\r\n.pdf',
      mimeType: 'text/html\r\nX-Evil: 2',
    });
    await call?.make();
    expect(server.arrived[1]?.text).not.toMatch(/^X-Evil/m);
  });

  test.each<[string, ServerAnswer]>([
    ['404', 404],
    ['403', 403],
    ['more than 15 MB', { status: 200, body: Buffer.alloc(15_000_001) }],
  ])('that cannot be had is refused, and nothing is sent: %s', async (_, answer) => {
    const { server, call } = await withFile(answer);
    expect(await judged(call)).toEqual({ kind: 'refused', reason: 'media_unreachable', health: 'unknown' });
    expect(server.arrived.length).toBe(1);
  });

  test('of a forbidden address is refused without a call', async () => {
    const part = { media: { url: 'https://169.254.169.254/latest' } };
    const [call] = trinoOutbound(contextAt('http://127.0.0.1:9')).plan(answering({ reply: [part] })).calls;
    expect(await judged(call)).toEqual({ kind: 'refused', reason: 'media_unreachable', health: 'unknown' });
  });

  test('whose host is down is tried four times', async () => {
    const { call } = await withFile(503);
    expect(await judged(call, 3)).toMatchObject({ kind: 'retry', health: 'unknown' });
    expect(await judged(call, 4)).toEqual({
      kind: 'refused',
      reason: 'media_unreachable',
      health: 'unknown',
    });
  });

  test('only a few are in memory at once; the others come later', async () => {
    const { server, call } = await withFile(served);
    const five = Array.from({ length: 5 }, () => call?.make());
    const answers = await Promise.all(five);
    expect(answers.filter((answer) => answer?.kind === 'no_answer')).toEqual([
      { kind: 'no_answer', problem: 'no_turn', tookMs: 0 },
      { kind: 'no_answer', problem: 'no_turn', tookMs: 0 },
    ]);
    expect(server.arrived.filter(({ path }) => path.endsWith('/messages')).length).toBe(3);
    expect(await call?.make()).toMatchObject({ status: 200 });
  });
});

test.each([
  ['key', { apiKey: undefined }],
  ['address', { baseUrl: '' }],
])('without a %s nothing is called, and the decision is kept', async (_, more) => {
  const { calls, arrived } = await carriedOut(answering({ reply: [{ text: 'Olá' }], handoff: {} }), more);
  expect(arrived).toEqual([]);
  expect(calls.map(({ name }) => name)).toEqual(['reply.0', 'handoff']);
  for (const call of calls)
    expect(await judged(call)).toEqual({ kind: 'refused', reason: 'no_api_key', health: 'unknown' });
});

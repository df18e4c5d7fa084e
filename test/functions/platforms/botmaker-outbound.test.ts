// Answers to Botmaker, on a real server: which calls carry them, in which order, and with what.
import { expect, test } from 'vitest';
import type { Answer } from '../../../functions/core/wait/answer.ts';
import { decision, failedDecision, notWorkedDecision } from '../../../functions/core/wait/decision.ts';
import type { Outbound } from '../../../functions/core/wait/outbound.ts';
import { paces } from '../../../functions/core/wait/pace.ts';
import type { Decision } from '../../../functions/core/wait/session.ts';
import type { AnsweringContext } from '../../../functions/platforms/answering.ts';
import { botmakerOutbound } from '../../../functions/platforms/botmaker/outbound.ts';
import { clock } from '../../../functions/runtime/clock.ts';
import { recordingServer } from '../../contracts/recording-server.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';

const VISIT = '2026-03-02T13:00:00.147Z';
const CHAT = { chatId: 'CHAT/1' };

const contextAt = (baseUrl: string, more: Partial<AnsweringContext> = {}): AnsweringContext => ({
  ref: 'ref-1',
  address: JSON.stringify({ ...CHAT, visit: VISIT }),
  baseUrl,
  destination: 'botmaker/here',
  apiKey: 'a.jwt.key',
  settleMs: 30_000,
  clock,
  paces: paces(clock),
  ...more,
});

const answering = (answer: Partial<Answer>): Decision =>
  decision('somebody', 'done', { keys: [], ...answer });

/** The calls that arrive when the plan is carried out. */
async function carriedOut(decided: Decision, more: Partial<AnsweringContext> = {}) {
  const server = await recordingServer();
  const { calls, ignored } = botmakerOutbound(contextAt(`${server.url}/v2.0/`, more)).plan(decided);
  for (const call of calls) await call.make();
  const arrived = server.arrived.map(({ method, path, text }) => [`${method} ${path}`, JSON.parse(text)]);
  return { calls, ignored, arrived, server };
}

const SEND = 'POST /v2.0/chats-actions/send-messages';
const INTENT = 'POST /v2.0/chats-actions/trigger-intent';
const marked = (call: string) => ({ webhookPayload: `acuse:ref-1:${call}` });
const status = { acuse_status: 'done' };

test('messages go one by one, in order; a caption is a text before its file', async () => {
  const reply = [
    { text: 'Hola' },
    { media: { url: 'https://example.com/a%20b.PDF' }, caption: 'La factura' },
    { media: { url: 'https://example.com/x', mimeType: 'image/png', filename: 'x.png' } },
  ];
  const { arrived, calls } = await carriedOut(answering({ reply }));
  const pdf = { url: 'https://example.com/a%20b.PDF', mimeType: 'application/pdf', filename: 'a b.PDF' };
  expect(arrived).toEqual([
    [SEND, { chat: CHAT, messages: [{ text: 'Hola', ...marked('reply.0') }] }],
    [SEND, { chat: CHAT, messages: [{ text: 'La factura', ...marked('reply.1') }] }],
    [SEND, { chat: CHAT, messages: [{ media: pdf, ...marked('reply.2') }] }],
    [
      SEND,
      {
        chat: CHAT,
        messages: [
          {
            media: { url: 'https://example.com/x', mimeType: 'image/png', filename: 'x.png' },
            ...marked('reply.3'),
          },
        ],
      },
    ],
  ]);
  expect(calls.map(({ text, once }) => [text, once])).toEqual([
    ['Hola', true],
    ['La factura', true],
    [undefined, true],
    [undefined, true],
  ]);
});

test('the key goes as access-token, and the answer’s id is kept', async () => {
  const { server, calls } = await carriedOut(answering({ reply: [{ text: 'Hola' }] }));
  expect(server.arrived[0]?.headers).toMatchObject({
    'access-token': 'a.jwt.key',
    'content-type': 'application/json',
  });
  expect(await calls[0]?.make()).toMatchObject({ kind: 'answer', status: 200, id: 'notification-2' });
});

test('variables alone change the chat, after the messages', async () => {
  const { arrived } = await carriedOut(
    answering({ keys: [{ key: 'foto_ok', value: 'true' }], reply: [{ text: 'Hola' }] }),
  );
  expect(arrived[0]?.[0]).toBe(SEND);
  expect(arrived[1]).toEqual(['PATCH /v2.0/chats/CHAT%2F1', { variables: { foto_ok: 'true', ...status } }]);
});

test('no call is made for our own variables alone', async () => {
  expect((await carriedOut(answering({ reply: [{ text: 'Hola' }] }))).arrived.length).toBe(1);
  expect((await carriedOut(answering({}))).arrived).toEqual([]);
});

test('variables ride with an intent', async () => {
  const { arrived, calls, ignored } = await carriedOut(
    answering({ keys: [{ key: 'a', value: '1' }], intent: 'INTENT1' }),
  );
  expect(arrived).toEqual([
    [
      INTENT,
      { chat: CHAT, intentIdOrName: 'INTENT1', variables: { a: '1', ...status }, ...marked('intent') },
    ],
  ]);
  expect(calls).toMatchObject([{ name: 'intent', once: true }]);
  expect(calls[0]).not.toHaveProperty('handsOver');
  expect(ignored).toEqual([]);
});

test('a hand-over is the source’s intent, with motivo and the variables, after all else', async () => {
  const source = { handoffIntent: 'HUMANO' };
  const { arrived, calls } = await carriedOut(
    answering({ reply: [{ text: 'Te paso' }], intent: 'INTENT1', handoff: { to: 'ventas' } }),
    { source },
  );
  expect(calls.map(({ name, handsOver }) => [name, handsOver])).toEqual([
    ['reply.0', undefined],
    ['intent', undefined],
    ['handoff', true],
  ]);
  const variables = { motivo: 'ventas', ...status };
  expect(arrived.at(-1)).toEqual([
    INTENT,
    { chat: CHAT, intentIdOrName: 'HUMANO', variables, ...marked('handoff') },
  ]);
});

test('motivo is the team, or why there is no result, or the processor’s own', async () => {
  const source = { handoffIntent: 'HUMANO', fallback: { handoff: {} } };
  const motiveOf = async (decided: Decision) =>
    (await carriedOut(decided, { source })).arrived.at(-1)?.[1].variables.motivo;
  expect(await motiveOf(answering({ handoff: {} }))).toBe('handoff');
  expect(await motiveOf(failedDecision('somebody', 'processor_error'))).toBe('processor_error');
  const keys = [{ key: 'motivo', value: 'foto borrosa' }];
  expect(await motiveOf(answering({ keys, handoff: { to: 'ventas' } }))).toBe('foto borrosa');
});

test('what it cannot do is ignored: a note, and a hand-over without an intent for it', async () => {
  const { ignored, arrived } = await carriedOut(answering({ note: 'para ventas', handoff: {} }));
  expect([ignored, arrived]).toEqual([['note', 'handoff'], []]);
});

test('without a result the source’s fallback is said, or nothing', async () => {
  const failed = failedDecision('somebody', 'processor_error');
  const source = { fallback: { reply: 'Un momento', intent: 'AYUDA' } };
  const names = async (decided: Decision, more: Partial<AnsweringContext>) =>
    (await carriedOut(decided, more)).calls.map(({ name }) => name);
  expect(await names(failed, { source })).toEqual(['reply.0', 'intent']);
  expect(await names(failed, {})).toEqual([]);
  expect(await names(notWorkedDecision('somebody', 'person_in_charge'), { source })).toEqual([]);
});

test('a chat without an id is named by channel and contact, as they came', async () => {
  const address = JSON.stringify({ channelId: 'T-whatsapp-1', contactId: 'CO.8f3' });
  const decided = answering({ keys: [{ key: 'a', value: '1' }], reply: [{ text: 'Hola' }] });
  const { arrived } = await carriedOut(decided, { address });
  expect(arrived[0]?.[1].chat).toEqual({ channelId: 'T-whatsapp-1', contactId: 'CO.8f3' });
  expect(arrived[1]?.[0]).toBe('PATCH /v2.0/chats/T-whatsapp-1%3ACO.8f3');
});

test.each([
  ['key', { apiKey: undefined }],
  ['address', { baseUrl: '' }],
])('without a %s nothing is called, and the decision is kept', async (_, more) => {
  const server = await recordingServer();
  const { calls } = botmakerOutbound(contextAt(server.url, more)).plan(
    answering({ reply: [{ text: 'Hola' }] }),
  );
  const [call] = calls;
  const answer = await call?.make();
  const context = { attempt: 1, nowMs: 0, receivedAtMs: 0, random: 0.5 };
  expect(answer && call?.judge(answer, context)).toEqual({
    kind: 'refused',
    reason: 'no_api_key',
    health: 'unknown',
  });
  expect([call?.name, server.arrived]).toEqual(['reply.0', []]);
});

test('the visit is the customer’s session', () => {
  expect(botmakerOutbound(contextAt('http://127.0.0.1:9')).visit).toBe(VISIT);
});

test('all that change a chat share three calls a second; what has no turn soon is tried later', async () => {
  const virtual = virtualClock();
  const server = await recordingServer();
  const shared = paces(virtual);
  const one = (): Outbound => botmakerOutbound(contextAt(server.url, { clock: virtual, paces: shared }));
  const decided = answering({ keys: [{ key: 'a', value: '1' }] });
  const changes = Array.from({ length: 9 }, () => one().plan(decided).calls[0]);
  const turns = Promise.all(changes.map((call) => call?.make()));
  // Its answers come from a real server, so the time moves by itself only as far as the turns need.
  for (let step = 0; step < 40; step += 1) await virtual.advance(100);
  const answers = await turns;
  const unmade = answers.filter((answer) => answer?.kind === 'no_answer');
  expect(unmade).toEqual([
    { kind: 'no_answer', problem: 'no_turn', tookMs: 0 },
    { kind: 'no_answer', problem: 'no_turn', tookMs: 0 },
  ]);
  expect(server.arrived.length).toBe(7);
});

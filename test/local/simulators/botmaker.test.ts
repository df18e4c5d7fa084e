// The API of the Botmaker simulator.
import { describe, expect, test, vi } from 'vitest';
import { BOTMAKER_PATH, startBotmakerSimulator } from '../../../local/simulators/botmaker.ts';
import { type Chat, openChat } from './source-server.ts';

const TOKEN = { 'access-token': 'any' };
const open = () => openChat(startBotmakerSimulator, 'botmaker');
/** `request`: method and path. */
function call(chat: Chat, request: string, body?: unknown, headers: Record<string, string> = TOKEN) {
  const [method = '', path] = request.split(' ');
  return chat.call(method, `${BOTMAKER_PATH}${path}`, body, headers);
}
const ERRORS = {
  errors: [{ type: expect.any(String), source: expect.any(String), message: expect.any(String) }],
};

const to = { chat: { chatId: 'C1' } };

describe('a call', () => {
  test.each(['/chats-actions/send-messages', '/chats-actions/trigger-intent'])(
    'to %s without a token is refused',
    async (path) => {
      const chat = await open();
      const answer = await call(chat, `POST ${path}`, {}, {});
      expect([answer.status, answer.body]).toEqual([401, ERRORS]);
    },
  );

  test.each([
    ['/chats-actions/send-messages', { messages: [{ text: 'hola' }] }],
    ['/chats-actions/send-messages', { ...to, messages: [] }],
    ['/chats-actions/send-messages', { ...to, messages: [{ media: {} }] }],
    ['/chats-actions/trigger-intent', to],
  ])('to %s with %j is refused', async (path, body) => {
    const answer = await call(await open(), `POST ${path}`, body);
    expect([answer.status, answer.body]).toEqual([400, ERRORS]);
  });

  test.each([401, 404, 500])('is refused with %i in Botmaker’s form when it is told so', async (status) => {
    const chat = await open();
    await chat.call('POST', '/behaviour', { status });
    const answer = await call(chat, 'GET /channels');
    expect([answer.status, answer.body]).toEqual([status, ERRORS]);
  });
});

test('send-messages accepts texts and files, and returns an id', async () => {
  const chat = await open();
  const media = { url: 'https://example.com/a.png', mimeType: 'image/png' };
  const messages = [
    { text: 'Mire:', webhookPayload: 'm1' },
    { media, webhookPayload: 'm2' },
  ];
  const { status, body } = await call(chat, 'POST /chats-actions/send-messages', { ...to, messages });
  expect([status, body]).toEqual([202, { webhookNotificationId: expect.any(String) }]);
  await vi.waitFor(() => expect(chat.source.webhooks).toHaveLength(6), { timeout: 120_000 });
  const entries = chat.source.webhooks.flatMap((webhook) => webhook.messages ?? []);
  expect(entries).toContainEqual(expect.objectContaining({ from: 'bot', image: media.url }));
});

test('channel and contact name the same chat as the webhook’s customerId', async () => {
  const chat = await open();
  const from = '5491155550009';
  const { body } = await chat.call('POST', '/say', { text: 'hola', from });
  const named = { channelId: chat.source.webhooks[0].chatChannelId, contactId: from };
  const message = { chat: named, messages: [{ text: 'sí' }] };
  expect((await call(chat, 'POST /chats-actions/send-messages', message)).status).toBe(202);
  expect(chat.source.webhooks[0].customerId).toBe(body.conversation);
  expect((await chat.conversations()).map(({ id }: { id: string }) => id)).toEqual([body.conversation]);
});

test('an intent sets variables first, and says its name with our marker', async () => {
  const chat = await open();
  const intent = { ...to, intentIdOrName: 'humano', variables: { motivo: 'foto' }, webhookPayload: 'm' };
  expect((await call(chat, 'POST /chats-actions/trigger-intent', intent)).status).toBe(202);
  await vi.waitFor(() => expect(chat.source.webhooks.at(-1)?.clientPayload).toBe('m'), { timeout: 120_000 });
  expect(await chat.conversations()).toMatchObject([
    { id: 'C1', handedTo: 'humano', variables: { motivo: 'foto' }, messages: [{ text: '(intent humano)' }] },
  ]);
});

describe('a chat', () => {
  test('keeps the variables of a PATCH, whose answer is empty, and shows them', async () => {
    const chat = await open();
    const answers = [
      await call(chat, 'PATCH /chats/C1', { variables: { a: '1', b: '2' } }),
      await call(chat, 'PATCH /chats/C1', { variables: { b: '3' } }),
    ];
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, ''],
      [200, ''],
    ]);
    expect((await call(chat, 'GET /chats/C1')).body).toMatchObject({
      chat: { chatId: 'C1' },
      variables: { a: '1', b: '3' },
      whatsAppWindowCloseDatetime: expect.any(String),
    });
  });

  test('that is not known is not shown', async () => {
    const answer = await call(await open(), 'GET /chats/nobody');
    expect([answer.status, answer.body]).toEqual([404, ERRORS]);
  });

  test('takes no variable that is not a text', async () => {
    expect((await call(await open(), 'PATCH /chats/C1', { variables: { a: 1 } })).status).toBe(400);
  });

  test('is changed three times a second at most; then Retry-After says when to come back', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const chat = await open();
      const change = () => call(chat, 'PATCH /chats/C1', { variables: { a: '1' } });
      const statuses = [await change(), await change(), await change()].map(({ status }) => status);
      const refused = await change();
      expect([...statuses, refused.status]).toEqual([200, 200, 200, 429]);
      expect(refused.headers.get('retry-after')).toBe('1');
      vi.advanceTimersByTime(1000);
      expect((await change()).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });
});

test('a session begins when the chat is given back, and lasts until then', async () => {
  const chat = await open();
  const from = '5491155550009';
  const say = () => chat.call('POST', '/say', { text: 'hola', from });
  await say();
  await say();
  await vi.waitFor(() =>
    expect(Date.now()).toBeGreaterThan(Date.parse(chat.source.webhooks[0].sessionCreationTime)),
  );
  await chat.call('POST', '/give-back', { from });
  await say();
  const [first, second, third] = chat.source.webhooks.map((webhook) => webhook.sessionCreationTime);
  expect(second).toBe(first);
  expect(third > first).toBe(true);
});

test('channels are listed: a check of the key', async () => {
  const chat = await open();
  expect((await call(chat, 'GET /channels')).body).toEqual({
    items: [expect.objectContaining({ active: true })],
  });
  expect((await call(chat, 'GET /elsewhere')).status).toBe(404);
});

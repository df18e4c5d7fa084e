// What the simulators of Botmaker and Trino AI share: what customers and operators say, the webhooks about our
// messages, and who may call.
import { request } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { startBotmakerSimulator } from '../../../local/simulators/botmaker.ts';
import { startTrinoSimulator } from '../../../local/simulators/trino.ts';
import { type Chat, type Json, openChat } from './source-server.ts';

const CUSTOMER = '5491155550002';

const platforms = [
  {
    platform: 'botmaker',
    start: startBotmakerSimulator,
    /** Ours, to the conversation of this id. */
    send: (chat: Chat, id: string, text: string, marker: string) =>
      chat.call(
        'POST',
        '/v2.0/chats-actions/send-messages',
        { chat: { chatId: id }, messages: [{ text, webhookPayload: marker }] },
        { 'access-token': 'any' },
      ),
    success: 202,
    saidBy: (webhook: Json) => webhook.messages?.[0].from,
    texts: (webhook: Json) => webhook.messages?.[0].message,
    /** `created` for a new message, else its status. */
    state: (webhook: Json) => (webhook.type === 'message' ? 'created' : webhook.status),
    /** The marker is in the statuses. */
    markers: (webhooks: Json[]) => webhooks.map(({ clientPayload }) => clientPayload).filter(Boolean),
  },
  {
    platform: 'trino',
    start: startTrinoSimulator,
    send: (chat: Chat, id: string, text: string, marker: string) =>
      chat.call(
        'POST',
        `/api/v1/accounts/1/conversations/${id}/messages`,
        { content: text, message_type: 'outgoing', private: false, content_attributes: { acuse: marker } },
        { 'api-access-token': 'any' },
      ),
    success: 200,
    saidBy: (webhook: Json) => webhook.sender?.type ?? 'customer',
    texts: (webhook: Json) => webhook.content,
    state: (webhook: Json) =>
      webhook.event === 'message_created' ? 'created' : webhook.conversation?.messages[0].status,
    markers: (webhooks: Json[]) => webhooks.map((one) => one.content_attributes?.acuse).filter(Boolean),
  },
];

describe.each(platforms)('$platform', ({ platform, start, send, success, state, ...read }) => {
  const open = (answering?: number) => openChat(start, platform, answering);
  const say = (chat: Chat, more: object = {}) =>
    chat.call('POST', '/say', { text: 'hola', from: CUSTOMER, ...more });
  /** The conversation of a customer who has said hola. */
  const begun = async (answering?: number) => {
    const chat = await open(answering);
    const { body } = await say(chat);
    return { chat, id: body.conversation };
  };
  const told = (chat: Chat, count: number) =>
    vi.waitFor(() => expect(chat.source.webhooks).toHaveLength(count), { timeout: 120_000, interval: 10 });

  test('a customer’s message is posted to the first source, and what was acknowledged is answered', async () => {
    const chat = await open();
    const { status, body } = await say(chat);
    expect([status, body]).toEqual([
      200,
      { conversation: expect.any(String), source: 'first', status: 200, ms: expect.any(Number) },
    ]);
    expect(chat.source.webhooks.map(read.texts)).toEqual(['hola']);
    expect(await chat.conversations()).toMatchObject([
      { from: CUSTOMER, source: 'first', messages: [{ from: 'customer', text: 'hola', webhooks: [200] }] },
    ]);
  });

  test('of a source that refuses, the status is told', async () => {
    const { chat } = await begun(503);
    expect((await say(chat)).body.status).toBe(503);
  });

  test('a customer has one conversation, and another customer another', async () => {
    const { chat, id } = await begun();
    expect((await say(chat)).body.conversation).toBe(id);
    expect((await say(chat, { from: '5491155550003' })).body.conversation).not.toBe(id);
  });

  test('the named source is used; one that this platform does not have is refused', async () => {
    const chat = await open();
    expect((await say(chat, { source: 'second' })).body.source).toBe('second');
    expect((await say(chat, { source: 'other' })).status).toBe(404);
  });

  test.each([[{ text: '' }], [{ text: 7 }], [{ as: 'bot' }], [{ more: 1 }]])(
    '%j is refused',
    async (more) => {
      const chat = await open();
      expect((await say(chat, more)).status).toBe(400);
      expect(chat.source.webhooks).toEqual([]);
    },
  );

  test('our message is told as created, delivered and read, with our marker', async () => {
    const { chat, id } = await begun();
    expect((await send(chat, id, 'La foto se ve bien.', 'acuse:a:reply.0')).status).toBe(success);
    await told(chat, 4);
    const ours = chat.source.webhooks.slice(1);
    expect(ours.map(state)).toEqual(['created', 'delivered', 'read']);
    expect(read.texts(ours[0])).toBe('La foto se ve bien.');
    expect(new Set(read.markers(ours))).toEqual(new Set(['acuse:a:reply.0']));
    expect((await chat.conversations())[0].messages[1]).toMatchObject({
      from: 'bot',
      status: 'read',
      webhooks: [200, 200, 200],
    });
  });

  test('without marker the message is told all the same', async () => {
    const { chat, id } = await begun();
    await chat.call('POST', '/behaviour', { echo: 'without_marker' });
    await send(chat, id, 'hola', 'acuse:a:reply.0');
    await told(chat, 4);
    expect(read.markers(chat.source.webhooks)).toEqual([]);
  });

  test('twice: each webhook comes twice', async () => {
    const { chat, id } = await begun();
    await chat.call('POST', '/behaviour', { echo: 'twice', times: 1 });
    await send(chat, id, 'hola', 'm');
    await told(chat, 7);
    const states = ['created', 'created', 'delivered', 'delivered', 'read', 'read'];
    expect(chat.source.webhooks.slice(1).map(state)).toEqual(states);
  });

  test('late: a later message is told first', async () => {
    const { chat, id } = await begun();
    await chat.call('POST', '/behaviour', { echo: 'late', lateMs: 2000, times: 1 });
    await send(chat, id, 'first', 'm');
    await send(chat, id, 'second', 'm');
    await told(chat, 7);
    const created = chat.source.webhooks.filter((webhook) => state(webhook) === 'created');
    expect(created.map(read.texts)).toEqual(['hola', 'second', 'first']);
  });

  test('missing: nothing is told of that message', async () => {
    const { chat, id } = await begun();
    await chat.call('POST', '/behaviour', { echo: 'missing', times: 1 });
    await send(chat, id, 'first', 'm');
    await send(chat, id, 'second', 'm');
    await told(chat, 4);
    expect(chat.source.webhooks.map(read.texts)).not.toContain('first');
  });

  test('a refusal has no effect, and the switch goes back by itself', async () => {
    const { chat, id } = await begun();
    await chat.call('POST', '/behaviour', { status: 429, retryAfterSeconds: 3, times: 1 });
    const refused = await send(chat, id, 'hola', 'm');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await send(chat, id, 'hola', 'm')).status).toBe(success);
    expect((await chat.conversations())[0].messages).toHaveLength(2);
  });

  test('a refusal with effect: the message is there, and is told', async () => {
    const { chat, id } = await begun();
    await chat.call('POST', '/behaviour', { status: 500, effect: true, times: 1 });
    expect((await send(chat, id, 'hola', 'm')).status).toBe(500);
    await told(chat, 4);
  });

  test('a conversation that nobody has begun here is accepted, so that a user’s own curl works', async () => {
    const chat = await open();
    expect((await send(chat, '77', 'hola', 'm')).status).toBe(success);
    await told(chat, 3);
    expect(await chat.conversations()).toMatchObject([{ id: '77', from: '' }]);
  });

  test('an operator who writes takes the conversation, until it is given back or resolved', async () => {
    const { chat } = await begun();
    const states = [(await chat.conversations())[0].state];
    await say(chat, { as: 'operator', text: 'Soy Ana' });
    states.push((await chat.conversations())[0].state);
    const said = chat.source.webhooks.find((webhook) => read.texts(webhook) === 'Soy Ana');
    expect(read.saidBy(said)).toMatch(/operator|user/);
    states.push((await chat.call('POST', '/give-back', { from: CUSTOMER })).body.state);
    states.push((await chat.call('POST', '/resolve', { from: CUSTOMER })).body.state);
    await say(chat);
    states.push((await chat.conversations())[0].state);
    const [bot, person, given, resolved, reopened] = states;
    expect([given, reopened]).toEqual([bot, bot]);
    expect(new Set([bot, person, resolved]).size).toBe(3);
  });

  describe('the page', () => {
    const form = (chat: Chat, fields: Record<string, string>, headers: Record<string, string>) =>
      fetch(`${chat.simulator.url}/say`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers,
        redirect: 'manual',
      });

    test('says something by its form, and leads back', async () => {
      const chat = await open();
      const { url } = chat.simulator;
      const response = await form(chat, { text: 'hola', from: CUSTOMER, as: 'customer' }, { origin: url });
      expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
      expect(chat.source.webhooks).toHaveLength(1);
    });

    test('a form that does not say where it comes from is refused', async () => {
      const chat = await open();
      expect((await form(chat, { text: 'hola' }, {})).status).toBe(400);
      expect((await form(chat, { text: 'hola' }, { origin: 'http://127.0.0.1:1' })).status).toBe(403);
      expect(chat.source.webhooks).toEqual([]);
    });

    test('shows what was said, escaped, without a script', async () => {
      const chat = await open();
      await say(chat, { text: '<script>alert(1)</script>' });
      const pages = [(await chat.call('GET', '/')).body, (await chat.call('GET', '/chats')).body].join('');
      expect(pages).toContain('&#60;script&#62;');
      expect(pages).toContain('{&#34;echo&#34;:&#34;missing&#34;}');
      expect(pages).not.toContain('<script');
    });

    test.each([[{ host: 'evil.example' }], [{ origin: 'https://evil.example' }]])(
      'and the API refuse %j',
      async (foreign) => {
        const { simulator } = await open();
        for (const path of [
          '/',
          '/chats',
          '/conversations',
          '/behaviour',
          '/v2.0/channels',
          '/api/v1/profile',
        ]) {
          const status = await new Promise((done) => {
            request(`${simulator.url}${path}`, { headers: foreign }, (response) =>
              done(response.resume().statusCode),
            ).end();
          });
          expect(status).toBe(403);
        }
      },
    );
  });
});

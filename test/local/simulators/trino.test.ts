// The API of the Trino AI simulator, which is Chatwoot's.
import { describe, expect, test, vi } from 'vitest';
import { startTrinoSimulator } from '../../../local/simulators/trino.ts';
import { type Chat, openChat } from './source-server.ts';

const TOKEN = { 'api-access-token': 'any' };
const HERE = '/api/v1/accounts/4/conversations/9';
const open = () => openChat(startTrinoSimulator, 'trino');
const call = (chat: Chat, path: string, body: unknown, headers: Record<string, string> = TOKEN) =>
  chat.call('POST', `${HERE}/${path}`, body, headers);
const told = (chat: Chat, count: number) =>
  vi.waitFor(() => expect(chat.source.webhooks).toHaveLength(count), { timeout: 120_000, interval: 10 });
const text = { content: 'A foto está boa.', message_type: 'outgoing', private: false };

describe('a call', () => {
  test('without a token is refused; both spellings of its header are known', async () => {
    const chat = await open();
    const answer = await call(chat, 'messages', text, {});
    expect([answer.status, answer.body]).toEqual([401, { error: 'Invalid Access Token' }]);
    expect((await call(chat, 'messages', text, { api_access_token: 'any' })).status).toBe(200);
  });

  test.each([
    [`${HERE}/nothing`],
    ['/api/v1/accounts/acme/conversations/9/messages'],
    ['/api/v1/accounts/4/conversations/nine/messages'],
  ])('to %s is not found', async (path) => {
    const answer = await (await open()).call('POST', path, text, TOKEN);
    expect([answer.status, answer.body]).toEqual([404, { error: 'Resource could not be found' }]);
  });

  test.each([
    ['messages', { content: 'x'.repeat(150_001) }],
    ['messages', { content: 'x', message_type: 'incoming' }],
    ['custom_attributes', { custom_attributes: { a: 'x'.repeat(1501) } }],
    ['custom_attributes', {}],
    ['toggle_status', { status: 'closed' }],
  ])('to %s that is not valid is refused with 422', async (path, body) => {
    const answer = await call(await open(), path, body);
    expect([answer.status, answer.body]).toEqual([422, { error: expect.any(String) }]);
  });

  test.each([
    [401, 'Invalid Access Token'],
    [404, 'Resource could not be found'],
    [500, 'Set by POST /behaviour'],
  ])('is refused with %i in Chatwoot’s form when it is told so', async (status, error) => {
    const chat = await open();
    await chat.call('POST', '/behaviour', { status });
    const answer = await call(chat, 'messages', text);
    expect([answer.status, answer.body]).toEqual([status, { error }]);
  });
});

test('a message is stored under the id that its webhook has', async () => {
  const chat = await open();
  const message = { ...text, content_attributes: { acuse: 'acuse:a:reply.0' } };
  const { status, body } = await call(chat, 'messages', message);
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({ content: text.content, conversation_id: 9, message_type: 1, private: false }),
  ]);
  await told(chat, 3);
  expect(chat.source.webhooks[0]).toMatchObject({
    event: 'message_created',
    id: body.id,
    content_attributes: { acuse: 'acuse:a:reply.0' },
    conversation: { id: 9, status: 'pending' },
    message_type: 'outgoing',
    sender: { type: 'agent_bot' },
  });
});

test('a file is uploaded as a form', async () => {
  const chat = await open();
  const form = new FormData();
  for (const [name, value] of Object.entries({
    content: 'Mire',
    message_type: 'outgoing',
    private: 'false',
    content_attributes: '{"acuse":"m"}',
  }))
    form.append(name, value);
  form.append('attachments[]', new Blob(['0123456789'], { type: 'image/png' }), 'a.png');
  expect((await call(chat, 'messages', form)).status).toBe(200);
  expect(await chat.conversations()).toMatchObject([
    { messages: [{ text: 'Mire', marker: 'm', file: { name: 'a.png', type: 'image/png', bytes: 10 } }] },
  ]);
});

test('a note is for colleagues only, and has no status', async () => {
  const chat = await open();
  const { body } = await call(chat, 'messages', { ...text, private: true });
  expect(body.private).toBe(true);
  await told(chat, 1);
  await call(chat, 'messages', text);
  await told(chat, 4);
  expect(chat.source.webhooks.map((webhook) => webhook.private)).toEqual([true, false, false, false]);
});

test('custom attributes replace what there is; with merge they are added', async () => {
  const chat = await open();
  const set = async (body: object) => (await call(chat, 'custom_attributes', body)).body.custom_attributes;
  expect(await set({ custom_attributes: { a: '1' } })).toEqual({ a: '1' });
  expect(await set({ custom_attributes: { b: 2 }, merge: true })).toEqual({ a: '1', b: 2 });
  expect(await set({ custom_attributes: { c: '3' } })).toEqual({ c: '3' });
});

describe('the status', () => {
  test('is set, and the change is told', async () => {
    const chat = await open();
    const { body } = await call(chat, 'toggle_status', { status: 'open' });
    expect(body).toEqual({
      meta: {},
      payload: { success: true, conversation_id: 9, current_status: 'open', snoozed_until: null },
    });
    await told(chat, 1);
    expect(chat.source.webhooks[0]).toMatchObject({
      event: 'conversation_status_changed',
      id: 9,
      status: 'open',
      changed_attributes: [{ status: { previous_value: 'pending', current_value: 'open' } }],
    });
  });

  test('is toggled where none is given', async () => {
    const chat = await open();
    const toggle = async () => (await call(chat, 'toggle_status', {})).body.payload.current_status;
    expect([await toggle(), await toggle()]).toEqual(['open', 'resolved']);
  });

  test('is open for an operator who writes, and pending when the customer writes to a resolved one', async () => {
    const chat = await open();
    const from = '5511900000009';
    const say = (more: object) => chat.call('POST', '/say', { text: 'oi', from, ...more });
    await say({});
    await say({ as: 'operator' });
    await say({});
    await chat.call('POST', '/resolve', { from });
    await say({});
    const messages = chat.source.webhooks.filter(({ event }) => event === 'message_created');
    expect(
      messages.map(({ conversation }) => [conversation.status, conversation.meta.assignee_type]),
    ).toEqual([
      ['pending', null],
      ['pending', null],
      ['open', 'User'],
      ['pending', null],
    ]);
  });
});

test('a team is assigned by its id, and an unknown one takes the team away', async () => {
  const chat = await open();
  const teams = await chat.call('GET', '/api/v1/accounts/4/teams', undefined, TOKEN);
  const [team] = teams.body;
  expect((await call(chat, 'assignments', { team_id: team.id })).body).toEqual(team);
  expect(await chat.conversations()).toMatchObject([{ handedTo: team.name }]);
  expect((await call(chat, 'assignments', { team_id: 99 })).body).toBe(null);
  expect(Object.keys((await chat.conversations())[0])).not.toContain('handedTo');
});

test('the profile answers a right key', async () => {
  const chat = await open();
  expect((await chat.call('GET', '/api/v1/profile', undefined, TOKEN)).status).toBe(200);
  expect((await chat.call('GET', '/api/v1/profile')).status).toBe(401);
});

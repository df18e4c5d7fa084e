// Whom a session's answer goes to: by its platform, and by the settings and the key of its source.
import { expect, test } from 'vitest';
import { newSource, type Source } from '../../../functions/core/source/source.ts';
import { decision } from '../../../functions/core/wait/decision.ts';
import type { Session } from '../../../functions/core/wait/session.ts';
import { configuredOutbounds } from '../../../functions/platforms/outbound.ts';
import { recordingServer } from '../../contracts/recording-server.ts';

const decided = decision('somebody', 'done', { keys: [{ key: 'a', value: '1' }] });

const cycle = (source: string): NonNullable<Session['cycle']> => ({
  number: 1,
  deliveryId: 'd',
  receivedAtMs: 0,
  source,
  identity: '',
  hasOwnTime: true,
  deadlineAtMs: 1,
  attempts: 0,
  crashes: 0,
  requeues: 0,
  progress: { state: 'waiting' },
});

const sessionOf = (sessionId: string, source: string, platform?: string): Session => ({
  v: 1,
  ref: 'ref',
  sessionId,
  ...(platform !== undefined && { message: { platform, conversation: 'c' } }),
  newest: { receivedAtMs: 0, deliveryId: 'd' },
  cycle: cycle(source),
  past: [],
});

const CHAT = JSON.stringify({ chatId: 'CHAT1' });
const CONVERSATION = JSON.stringify({ account: '4', conversation: '9', attributes: {} });

async function outbounds(known: (url: string) => readonly Source[] | undefined) {
  const server = await recordingServer();
  const sources = known(server.url);
  const config = {
    TREBLE_BASE_URL: `${server.url}/treble`,
    BOTMAKER_BASE_URL: `${server.url}/botmaker`,
    TRINO_BASE_URL: '',
    SESSION_UPDATE_SETTLE_SECONDS: 30,
  };
  const made = configuredOutbounds(config, {
    directory: { sources: async () => sources, sourcesSince: async () => sources },
    apiKeys: { of: async (source: string) => `key of ${source}` },
  });
  async function send(session: Session) {
    const outbound = await made.of(session);
    for (const call of outbound.plan(decided).calls) await call.make();
    return outbound.destination;
  }
  return { server, send };
}

test('each platform has its address, and each source its key, address and destination', async () => {
  const { server, send } = await outbounds((url) => [
    { ...newSource('shop', 'botmaker', false), answers: 'on', hasApiKey: true },
    { ...newSource('chat', 'trino', false), answers: 'on', hasApiKey: true, apiBaseUrl: `${url}/own` },
    newSource('treble', 'treble', true),
  ]);
  expect(await send(sessionOf('session', 'treble'))).toBe('treble');
  expect(await send(sessionOf(CHAT, 'shop', 'botmaker'))).toBe('botmaker/shop');
  expect(await send(sessionOf(CONVERSATION, 'chat', 'trino'))).toBe('trino/chat');
  expect(
    server.arrived.map(({ path, headers }) => [path, headers['access-token'] ?? headers['api-access-token']]),
  ).toEqual([
    ['/treble/session/session/update', undefined],
    ['/botmaker/chats/CHAT1', 'key of shop'],
    ['/own/api/v1/accounts/4/conversations/9/custom_attributes', 'key of chat'],
  ]);
});

test('without settings a Treble conversation goes on, and an answer waits for them', async () => {
  const { server, send } = await outbounds(() => undefined);
  await send(sessionOf('session', 'treble'));
  expect(server.arrived.length).toBe(1);
  await expect(send(sessionOf(CHAT, 'shop', 'botmaker'))).rejects.toMatchObject({ code: 'settings_unread' });
});

test('a source without a key calls nobody', async () => {
  const { server, send } = await outbounds(() => [newSource('shop', 'botmaker', false)]);
  await send(sessionOf(CHAT, 'shop', 'botmaker'));
  expect(server.arrived).toEqual([]);
});

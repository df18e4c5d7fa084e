// Stands in for Botmaker: messages, intents and variables of its API, and the webhooks that follow. Accepts any chat,
// so that a user's own curl works. An intent says its name, because what it really says is in the user's bot.
// https://api.botmaker.com/v2.0 (OpenAPI)
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { sha256 } from '../../functions/runtime/hmac.ts';
import { decode } from '../request.ts';
import type { ChatBehaviour } from './behaviour.ts';
import { botmakerMessage, botmakerStatus, CHANNEL } from './botmaker-webhooks.ts';
import {
  type ChatApi,
  type ChatPlatform,
  type ChatPorts,
  type ChatSimulator,
  type ChatTools,
  startChatSimulator,
} from './chat-simulator.ts';
import type { Chat } from './chats.ts';
import { type ApiAnswer, type ApiMethod, parseJson } from './simulator-server.ts';

/** The API's path below the simulator's address. */
export const BOTMAKER_PATH = '/v2.0';

type Method = ApiMethod<ChatBehaviour>;

const text = v.pipe(v.string(), v.nonEmpty());
const chat = v.union([v.object({ chatId: text }), v.object({ channelId: text, contactId: text })]);
const variables = v.record(v.string(), v.string());
const media = v.object({ url: text, mimeType: v.optional(text), filename: v.optional(text) });
const payload = { webhookPayload: v.optional(v.string()) };
const sendMessages = v.object({
  chat,
  messages: v.pipe(
    v.array(v.union([v.object({ text, ...payload }), v.object({ media, ...payload })])),
    v.minLength(1),
  ),
});
const triggerIntent = v.object({
  chat,
  intentIdOrName: text,
  variables: v.optional(variables, {}),
  ...payload,
});
const changes = v.object({ variables: v.optional(variables, {}) });

const id = (length: number) => randomBytes(length).toString('hex').toUpperCase();

const refusal = (status: number, message = 'Set by POST /behaviour', source = 'request') => ({
  errors: [{ type: `HTTP_${status}`, source, message }],
});

const refuse = (status: number, message: string, source?: string): ApiAnswer => ({
  status,
  body: refusal(status, message, source),
});

/** Whether one more call within a second may be made. */
function rate(callsPerSecond: number): () => boolean {
  const times: number[] = [];
  return () => {
    const now = performance.now();
    while (times[0] !== undefined && now - times[0] >= 1000) times.shift();
    if (times.length >= callsPerSecond) return false;
    times.push(now);
    return true;
  };
}

const within =
  (hasTurn: () => boolean, work: Method): Method =>
  (call) =>
    hasTurn() ? work(call) : { ...refuse(429, 'Too many requests'), headers: { 'retry-after': '1' } };

/** Any token that is not empty is right. */
const withToken =
  (work: Method): Method =>
  (call) =>
    call.headers['access-token'] ? work(call) : refuse(401, 'access-token is missing', 'access-token');

const chatId = (from: string) => `SIM${sha256(from).slice(0, 17).toUpperCase()}`;

function chatOf(named: v.InferOutput<typeof chat>, { chats }: ChatTools): Chat {
  if ('chatId' in named) return chats.findOrAdd(named.chatId);
  return chats.findOrAdd(chatId(named.contactId), named.contactId);
}

function actions(tools: ChatTools): Readonly<Record<string, Method>> {
  const accepted = (): ApiAnswer => ({ status: 202, body: { webhookNotificationId: id(8) } });
  return {
    'send-messages': ({ body, behaviour }) => {
      const parsed = v.safeParse(sendMessages, parseJson(body));
      if (!parsed.success) return refuse(400, 'chat and messages are required', 'body');
      const to = chatOf(parsed.output.chat, tools);
      for (const message of parsed.output.messages) {
        const said = 'text' in message ? message.text : '';
        const file = 'media' in message ? fileOf(message.media) : undefined;
        tools.send(to, { from: 'bot', text: said, file, marker: message.webhookPayload }, behaviour);
      }
      return accepted();
    },
    'trigger-intent': ({ body, behaviour }) => {
      const parsed = v.safeParse(triggerIntent, parseJson(body));
      if (!parsed.success) return refuse(400, 'chat and intentIdOrName are required', 'body');
      const { intentIdOrName: intent, webhookPayload: marker } = parsed.output;
      const to = chatOf(parsed.output.chat, tools);
      to.variables = { ...to.variables, ...parsed.output.variables };
      to.handedTo = intent;
      tools.send(to, { from: 'bot', text: `(intent ${intent})`, marker }, behaviour);
      return accepted();
    },
  };
}

const fileOf = ({ url, mimeType = '', filename = url }: v.InferOutput<typeof media>) => ({
  name: filename,
  type: mimeType,
  url,
});

/** `ref`: the chat's id, or channel and contact. */
function named(ref: string): { readonly id: string; readonly contactId?: string } {
  const [, contactId] = /^.+:(.+)$/.exec(ref) ?? [];
  return contactId === undefined ? { id: ref } : { id: chatId(contactId), contactId };
}

function changeChat(ref: string, body: Buffer, { chats }: ChatTools): ApiAnswer {
  const parsed = v.safeParse(changes, parseJson(body));
  if (!parsed.success) return refuse(400, 'variables must be texts', 'body');
  const { id: found, contactId } = named(ref);
  const to = chats.findOrAdd(found, contactId);
  to.variables = { ...to.variables, ...parsed.output.variables };
  return { status: 200 };
}

function showChat(ref: string, { chats }: ChatTools): ApiAnswer {
  const found = chats.find(named(ref).id);
  if (!found) return refuse(404, 'chat not found', 'chat');
  return {
    status: 200,
    body: {
      chat: { chatId: found.id, channelId: CHANNEL, contactId: found.from },
      variables: found.variables,
      isBotMuted: false,
      ...(found.state === states.person && { agentId: 'operator' }),
      whatsAppWindowCloseDatetime: new Date(Date.now() + 86_400_000).toISOString(),
    },
  };
}

const states = { bot: 'bot', person: 'operator', resolved: 'closed' } as const;

function api(tools: ChatTools): ChatApi {
  const turns = { PATCH: rate(3), GET: rate(3), channels: rate(1) };
  const byAction = actions(tools);
  return (method, path) => {
    const [, place, rest = ''] = /^\/v2\.0\/([a-z-]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (place === undefined) return undefined;
    const ref = decode(rest);
    const action = Object.hasOwn(byAction, rest) ? byAction[rest] : undefined;
    if (method === 'POST' && place === 'chats-actions' && action) return withToken(action);
    if (method === 'PATCH' && place === 'chats' && ref)
      return withToken(within(turns.PATCH, ({ body }) => changeChat(ref, body, tools)));
    if (method === 'GET' && place === 'chats' && ref)
      return withToken(within(turns.GET, () => showChat(ref, tools)));
    if (method === 'GET' && place === 'channels')
      return withToken(
        within(turns.channels, () => ({
          status: 200,
          body: { items: [{ id: CHANNEL, platform: 'whatsapp', active: true }] },
        })),
      );
    return () => refuse(404, 'no such path', 'path');
  };
}

const botmaker: ChatPlatform = {
  name: 'botmaker',
  label: 'Botmaker',
  states,
  chatId,
  messageId: () => id(10),
  api,
  refusal,
  created: botmakerMessage,
  updated: botmakerStatus,
  turned: () => undefined,
};

export const startBotmakerSimulator = (ports: ChatPorts): Promise<ChatSimulator> =>
  startChatSimulator(botmaker, ports);

// Stands in for Trino AI, which is Chatwoot: messages, notes, custom attributes, teams and the status of a
// conversation, and the webhooks that follow. Accepts any account and conversation, so that a user's own curl works. A
// bot is connected to the inbox.
// https://github.com/chatwoot/chatwoot/tree/develop/app/controllers/api/v1/accounts
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ChatBehaviour } from './behaviour.ts';
import {
  type ChatApi,
  type ChatPlatform,
  type ChatPorts,
  type ChatSimulator,
  type ChatTools,
  startChatSimulator,
} from './chat-simulator.ts';
import type { Chat, ChatFile, ChatMessage } from './chats.ts';
import { type ApiAnswer, type ApiCall, type ApiMethod, parseJson } from './simulator-server.ts';
import { BOT, conversationTurned, messageCreated, messageUpdated } from './trino-webhooks.ts';

type Method = ApiMethod<ChatBehaviour>;
type Work = (chat: Chat, call: ApiCall<ChatBehaviour>) => ApiAnswer | Promise<ApiAnswer>;

const MAX_CONTENT_LENGTH = 150_000;
const MAX_ATTRIBUTE_LENGTH = 1500;
const MAX_FILES = 15;

const TEAMS = [
  { id: 1, name: 'soporte' },
  { id: 2, name: 'ventas' },
];

const created = v.object({
  content: v.optional(v.pipe(v.string(), v.maxLength(MAX_CONTENT_LENGTH)), ''),
  message_type: v.optional(v.literal('outgoing'), 'outgoing'),
  private: v.optional(v.boolean(), false),
  content_attributes: v.optional(v.record(v.string(), v.unknown()), {}),
});
const attributeText = v.pipe(v.string(), v.maxLength(MAX_ATTRIBUTE_LENGTH));
const attributes = v.object({
  custom_attributes: v.record(
    v.string(),
    v.union([attributeText, v.pipe(v.number(), v.maxValue(9_999_999_999)), v.boolean(), v.null()]),
  ),
  merge: v.optional(v.boolean(), false),
});
const STATUSES = ['open', 'resolved', 'pending', 'snoozed'] as const;
const status = v.object({ status: v.optional(v.picklist(STATUSES)) });
const assignment = v.object({
  team_id: v.optional(v.nullable(v.number())),
  assignee_id: v.optional(v.nullable(v.number())),
});

const refusal = (code: number) => ({ error: ERRORS[code] ?? 'Set by POST /behaviour' });
const ERRORS: Readonly<Record<number, string>> = {
  401: 'Invalid Access Token',
  404: 'Resource could not be found',
};
const refuse = (code: number, error?: string): ApiAnswer => ({
  status: code,
  body: error === undefined ? refusal(code) : { error },
});

/** Any token that is not empty is right. Its header has two spellings. */
const withToken =
  (work: Method): Method =>
  (call) =>
    call.headers['api_access_token'] || call.headers['api-access-token'] ? work(call) : refuse(401);

/** A message with files comes as a form, whose values are texts. */
async function readMessage({ headers, body }: ApiCall<ChatBehaviour>): Promise<readonly [unknown, File[]]> {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return [parseJson(body), []];
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const { 'attachments[]': _, ...texts } = Object.fromEntries(form);
  const { content_attributes: given } = texts;
  return [
    {
      ...texts,
      private: texts['private'] === 'true',
      ...(typeof given === 'string' && { content_attributes: parseJson(Buffer.from(given)) }),
    },
    form.getAll('attachments[]').filter((one) => one instanceof File),
  ];
}

const fileOf = ({ name, type, size }: File): ChatFile => ({ name, type, bytes: size });

function messageAnswer(chat: Chat, { id, text, from, marker, at }: ChatMessage): object {
  return {
    id: Number(id),
    content: text,
    inbox_id: 1,
    conversation_id: Number(chat.id),
    message_type: 1,
    content_type: 'text',
    status: 'sent',
    content_attributes: marker === undefined ? {} : { acuse: marker },
    created_at: Math.floor(Date.parse(at) / 1000),
    private: from === 'note',
    source_id: null,
    sender: BOT,
  };
}

function conversationWorks({ send, turn }: ChatTools): Readonly<Record<string, Work>> {
  return {
    async messages(chat, call) {
      const [given, files] = await readMessage(call);
      const parsed = v.safeParse(created, given);
      if (!parsed.success || files.length > MAX_FILES) return refuse(422, 'Validation failed');
      const { content, private: isNote, content_attributes: own } = parsed.output;
      const [first] = files;
      const message = send(
        chat,
        {
          from: isNote ? 'note' : 'bot',
          text: content,
          file: first && fileOf(first),
          marker: typeof own['acuse'] === 'string' ? own['acuse'] : undefined,
        },
        call.behaviour,
      );
      return { status: 200, body: messageAnswer(chat, message) };
    },
    custom_attributes(chat, { body }) {
      const parsed = v.safeParse(attributes, parseJson(body));
      if (!parsed.success) return refuse(422, 'Validation failed: custom attributes');
      const { custom_attributes: given, merge } = parsed.output;
      chat.variables = merge ? { ...chat.variables, ...given } : given;
      return { status: 200, body: { custom_attributes: chat.variables } };
    },
    toggle_status(chat, { body }) {
      const parsed = v.safeParse(status, parseJson(body) ?? {});
      if (!parsed.success) return refuse(422, 'status is not included in the list');
      turn(chat, parsed.output.status ?? (chat.state === 'open' ? 'resolved' : 'open'));
      const payload = {
        success: true,
        conversation_id: Number(chat.id),
        current_status: chat.state,
        snoozed_until: null,
      };
      return { status: 200, body: { meta: {}, payload } };
    },
    assignments(chat, { body }) {
      const parsed = v.safeParse(assignment, parseJson(body));
      if (!parsed.success) return refuse(422, 'assignee_id or team_id is required');
      const team = TEAMS.find(({ id }) => id === parsed.output.team_id);
      chat.handedTo = team?.name;
      if (parsed.output.assignee_id) turn(chat, 'open');
      return { status: 200, body: team ?? null };
    },
  };
}

function api(tools: ChatTools): ChatApi {
  const works = conversationWorks(tools);
  return (method, path) => {
    if (!path.startsWith('/api/v1/')) return undefined;
    const [, id = '', name = ''] =
      /^\/api\/v1\/accounts\/\d+\/conversations\/(\d+)\/([a-z_]+)$/.exec(path) ?? [];
    const work = Object.hasOwn(works, name) ? works[name] : undefined;
    if (method === 'POST' && work) return withToken((call) => work(tools.chats.findOrAdd(id), call));
    if (method === 'GET' && /^\/api\/v1\/accounts\/\d+\/teams$/.test(path))
      return withToken(() => ({ status: 200, body: TEAMS }));
    if (method === 'GET' && path === '/api/v1/profile') return withToken(() => ({ status: 200, body: BOT }));
    return () => refuse(404);
  };
}

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);

let latestMessageId = 0;

const trino: ChatPlatform = {
  name: 'trino',
  label: 'Trino AI',
  states: { bot: 'pending', person: 'open', resolved: 'resolved' },
  chatId: (from) => String(numberOf(from) % 1_000_000),
  /** Also greater than those of the last run: a platform gives no id twice. */
  messageId() {
    latestMessageId = Math.max(latestMessageId + 1, Date.now());
    return String(latestMessageId);
  },
  api,
  refusal,
  created: messageCreated,
  updated: messageUpdated,
  turned: conversationTurned,
};

export const startTrinoSimulator = (ports: ChatPorts): Promise<ChatSimulator> =>
  startChatSimulator(trino, ports);

// Stands in for a platform whose messages are answered: the API takes our calls, and the platform's webhooks go to a
// source of this run, as they would from the platform. What a body looks like is the platform's.
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { post } from '../../functions/runtime/http/client.ts';
import { isLocalForm, sendJson } from '../loopback.ts';
import { behaviourSwitch, type ChatBehaviour, chatBehaviourSchema } from './behaviour.ts';
import { chatPage, chatsPage } from './chat-page.ts';
import { type Chat, type ChatMessage, type Chats, createChats, type NewMessage } from './chats.ts';
import { type Siblings, sendPage } from './page.ts';
import {
  type ApiMethod,
  type Control,
  notSupported,
  parseJson,
  readAll,
  type SimulatorServer,
  startSimulatorServer,
} from './simulator-server.ts';

export interface ChatPlatform {
  readonly name: 'botmaker' | 'trino';
  readonly label: string;
  /** Words for whose a conversation is. */
  readonly states: { readonly bot: string; readonly person: string; readonly resolved: string };
  /** The same one for a customer each time. */
  chatId(from: string): string;
  messageId(): string;
  api(tools: ChatTools): ChatApi;
  refusal(status: number): unknown;
  /** The webhook about a new message. */
  created(chat: Chat, message: ChatMessage): object;
  /** About its new status. */
  updated(chat: Chat, message: ChatMessage): object;
  /** About a new state of the conversation. Undefined: this platform does not tell it. */
  turned(chat: Chat, before: string): object | undefined;
}

/** Finds what answers a call. Undefined for a path that the API does not have. */
export type ChatApi = (method: string, path: string) => ApiMethod<ChatBehaviour> | undefined;

/** What the platform's API may do. */
export interface ChatTools {
  readonly chats: Chats;
  /** Adds a message of ours; the webhooks about it follow. */
  send(chat: Chat, message: Omit<NewMessage, 'id'>, behaviour: ChatBehaviour): ChatMessage;
  turn(chat: Chat, state: string): void;
}

export interface SaidSource {
  readonly id: string;
  readonly url: string;
}

export interface ChatPorts {
  readonly siblings: Siblings;
  /** The sources of this run. */
  sources(): Promise<readonly (SaidSource & { readonly platform: string })[]>;
}

export interface Acknowledged {
  readonly conversation: string;
  readonly source: string;
  /** The webhook's answer; 0: none. */
  readonly status: number;
  readonly ms: number;
}

export interface ChatSimulator extends SimulatorServer {
  /** A customer writes: the webhook goes to this source. */
  say(text: string, from: string, source: SaidSource): Promise<Acknowledged>;
  /** Settles with our next message to this customer. */
  answered(from: string): Promise<ChatMessage>;
}

/** A platform's webhook about our message comes a little after the answer to our call. */
const ECHO_MS = 30;
const WEBHOOK_TIMEOUT_MS = 10_000;

/** An invented number. */
const SOMEBODY = '5491155550001';
const text = v.pipe(v.string(), v.trim(), v.nonEmpty());
const who = { from: v.optional(text, SOMEBODY), source: v.optional(text) };
const sayRequest = v.strictObject({
  ...who,
  text,
  as: v.optional(v.picklist(['customer', 'operator']), 'customer'),
});
const turnRequest = v.strictObject(who);

export async function startChatSimulator(platform: ChatPlatform, ports: ChatPorts): Promise<ChatSimulator> {
  const { name, label, states } = platform;
  const chats = createChats(states.bot);
  const behaviour = behaviourSwitch(chatBehaviourSchema);
  const closing = new AbortController();

  async function sourceNamed(id: string | undefined): Promise<SaidSource | undefined> {
    const own = (await ports.sources()).filter((source) => source.platform === name);
    return id === undefined ? own[0] : own.find((source) => source.id === id);
  }

  async function tell(chat: Chat, webhook: object): Promise<number> {
    const source = chat.source ?? (await sourceNamed(undefined));
    if (!source || closing.signal.aborted) return 0;
    const origin = new URL(source.url);
    const body = JSON.stringify(webhook);
    const path = origin.pathname + origin.search;
    const headers = { 'content-type': 'application/json' };
    const answer = post({ origin, path, body, headers, timeoutMs: WEBHOOK_TIMEOUT_MS });
    return answer.then(({ status }) => status).catch(() => 0);
  }

  async function follow(chat: Chat, message: ChatMessage, { echo, lateMs }: ChatBehaviour): Promise<void> {
    if (echo === 'missing') return;
    await sleep(echo === 'late' ? lateMs : ECHO_MS, undefined, { ref: false, signal: closing.signal });
    const told = () => (echo === 'without_marker' ? { ...message, marker: undefined } : message);
    const tellOf = async (webhook: object) => {
      message.webhooks.push(await tell(chat, webhook));
      if (echo === 'twice') message.webhooks.push(await tell(chat, webhook));
    };
    await tellOf(platform.created(chat, told()));
    if (message.from === 'note') return;
    for (const status of ['delivered', 'read'] as const) {
      message.status = status;
      await tellOf(platform.updated(chat, told()));
    }
  }

  async function turn(chat: Chat, state: string): Promise<void> {
    const before = chat.state;
    chat.state = state;
    const webhook = before === state ? undefined : platform.turned(chat, before);
    if (webhook) await tell(chat, webhook);
  }

  /** A person who writes takes the conversation. A customer who writes to a resolved one opens it again. */
  async function say(
    said: { readonly text: string; readonly from: string; readonly as: 'customer' | 'operator' },
    source: SaidSource,
  ): Promise<Acknowledged> {
    const chat = chats.findOrAdd(platform.chatId(said.from), said.from);
    chat.source = source;
    if (said.as === 'customer' && chat.state === states.resolved) beginVisit(chat);
    const id = platform.messageId();
    const message = chats.add(chat, { id, from: said.as, text: said.text });
    const startedAt = performance.now();
    const status = await tell(chat, platform.created(chat, message));
    const ms = Math.round(performance.now() - startedAt);
    message.webhooks.push(status);
    if (said.as === 'operator') await turn(chat, states.person);
    return { conversation: chat.id, source: source.id, status, ms };
  }

  function beginVisit(chat: Chat): void {
    chat.state = states.bot;
    chat.visitAt = new Date().toISOString();
  }

  async function giveBack(chat: Chat): Promise<void> {
    chat.visitAt = new Date().toISOString();
    await turn(chat, states.bot);
  }

  const findMethod = platform.api({
    chats,
    send(chat, message, now) {
      const added = chats.add(chat, { ...message, id: platform.messageId() });
      follow(chat, added, now).catch(() => undefined);
      return added;
    },
    turn: (chat, state) => void turn(chat, state),
  });

  /** A program sends JSON and reads JSON; the page's form sends a form and is led back to the page. */
  const control =
    <T extends v.InferOutput<typeof turnRequest>>(
      schema: v.GenericSchema<unknown, T>,
      act: (given: T, source: SaidSource) => Promise<object>,
    ): Control =>
    async (request, response) => {
      const body = await readAll(request);
      const isJson = body?.toString('utf8').trimStart().startsWith('{') ?? true;
      if (!isJson && !isLocalForm(request))
        return sendJson(response, 400, { message: 'JSON is required, for example {"text":"hola"}' });
      const fields = new URLSearchParams(body?.toString('utf8'));
      const given = isJson ? parseJson(body) : Object.fromEntries(fields);
      const parsed = v.safeParse(schema, given);
      if (!parsed.success) return sendJson(response, 400, { message: notSupported(parsed.issues) });
      const source = await sourceNamed(parsed.output.source);
      if (!source) return sendJson(response, 404, { message: `There is no such source of ${label}` });
      const done = await act(parsed.output, source);
      if (isJson) return sendJson(response, 200, done);
      response.writeHead(303, { location: '/' });
      response.end();
    };

  const turnTo = (act: (chat: Chat) => Promise<void>): Control =>
    control(turnRequest, async ({ from }, source) => {
      const chat = chats.findOrAdd(platform.chatId(from), from);
      chat.source ??= source;
      await act(chat);
      return { conversation: chat.id, state: chat.state };
    });

  const parts = () => ({ label, siblings: ports.siblings, behaviour: behaviour.current() });
  const server = await startSimulatorServer({
    behaviour,
    findMethod,
    refusal: platform.refusal,
    controls: {
      'GET /': (_, response) => sendPage(response, chatPage(parts())),
      'GET /chats': (_, response) => sendPage(response, chatsPage(chats.list(), label)),
      'GET /conversations': (_, response) =>
        sendJson(
          response,
          200,
          chats.list().map(({ source, ...chat }) => ({ ...chat, source: source?.id })),
        ),
      'POST /say': control(sayRequest, say),
      'POST /resolve': turnTo((chat) => turn(chat, states.resolved)),
      'POST /give-back': turnTo(giveBack),
    },
  });
  return {
    ...server,
    say: (said, from, source) => say({ text: said, from, as: 'customer' }, source),
    answered: (from) => chats.answered(platform.chatId(from)),
    close() {
      closing.abort();
      return server.close();
    },
  };
}

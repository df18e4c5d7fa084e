// Stands in for Treble: stops conversations, takes session updates, shows which conversations continue, and is
// slow, fails or refuses on demand. It takes any session id, so that a user's own curl works, and remembers
// which ones it knew to stand still. Controls and page are for this machine only.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { isOwn, listenOnLoopback, sendJson } from '../loopback.ts';
import { decode, splitTarget } from '../services/http-api/http-event.ts';
import { conversationsPage } from './treble-page.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const behaviourSchema = v.strictObject({
  /** Before it answers, in whatever way. */
  delayMs: v.optional(v.pipe(count, v.maxValue(600_000)), 0),
  /** Anything but a success leaves the conversation as it is. */
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)), 200),
  retryAfterSeconds: v.optional(count),
  /** Never answers. */
  hang: v.optional(v.boolean(), false),
  /** For so many updates, then as usual again; without it, until told otherwise. */
  times: v.optional(count),
});
type Behaviour = v.InferOutput<typeof behaviourSchema>;

const sessionKeys = v.array(v.object({ key: v.string(), value: v.string() }));
const update = v.object({ user_session_keys: sessionKeys });
const stop = v.object({ session_id: v.pipe(v.string(), v.nonEmpty()) });

export type SessionKeys = v.InferOutput<typeof sessionKeys>;

export interface Conversation {
  readonly sessionId: string;
  /** It was stopped here before it was updated; otherwise the simulator only took the caller's word. */
  readonly knownToStand: boolean;
  standing: boolean;
  stoppedAt: string | undefined;
  continuedAt: string | undefined;
  /** The variables of the last update that was accepted. */
  sessionKeys: SessionKeys;
  /** How often an update was accepted: more than one each stop is one too many. */
  timesContinued: number;
  attempts: number;
}

export interface Simulator {
  readonly url: string;
  /** A photo such as a customer sends: a drawing of a card. */
  readonly photoUrl: string;
  stop(sessionId: string): void;
  /** Settles with the variables when the conversation continues. */
  continued(sessionId: string): Promise<SessionKeys>;
  close(): Promise<void>;
}

/** So that an endurance test does not fill the memory. */
const REMEMBERED = 10_000;
const PHOTO = join(import.meta.dirname, 'photo.jpg');
const BODY_LIMIT_BYTES = 1024 * 1024;
const usual = v.parse(behaviourSchema, {});

export async function startSimulator(): Promise<Simulator> {
  const conversations = new Map<string, Conversation>();
  const watchers = new Map<string, (keys: SessionKeys) => void>();
  let behaviour = usual;

  const server = await listenOnLoopback(0, async (request, response) => {
    if (!isOwn(request)) return sendJson(response, 403, { message: 'Only for this machine' });
    const { path } = splitTarget(request.url ?? '/');
    const [, session] = /^\/session\/([^/]+)\/update$/.exec(path) ?? [];
    if (session !== undefined && request.method === 'POST')
      return takeUpdate(decode(session), request, response);
    switch (`${request.method} ${path}`) {
      case 'GET /':
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
        return void response.end(conversationsPage([...conversations.values()], behaviour));
      case 'GET /photo.jpg':
        response.writeHead(200, { 'content-type': 'image/jpeg' });
        return void response.end(await readFile(PHOTO));
      case 'GET /conversations':
        return sendJson(response, 200, [...conversations.values()]);
      case 'POST /conversations': {
        const parsed = v.safeParse(stop, await jsonOf(request));
        if (!parsed.success) return sendJson(response, 400, { message: 'session_id is needed' });
        stopConversation(parsed.output.session_id);
        return sendJson(response, 201, conversations.get(parsed.output.session_id));
      }
      case 'GET /behaviour':
        return sendJson(response, 200, behaviour);
      case 'DELETE /behaviour':
      case 'POST /behaviour': {
        const parsed = v.safeParse(behaviourSchema, request.method === 'DELETE' ? {} : await jsonOf(request));
        const wrong = parsed.issues?.map((issue) => v.getDotPath(issue) ?? 'the body');
        if (!parsed.success)
          return sendJson(response, 400, { message: `Not understood: ${wrong?.join(', ')}` });
        behaviour = parsed.output;
        return sendJson(response, 200, behaviour);
      }
      default:
        return sendJson(response, 404, { message: 'Not found' });
    }
  });

  async function takeUpdate(
    sessionId: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const conversation = remember(sessionId, false);
    conversation.attempts += 1;
    const { delayMs, status, hang, retryAfterSeconds } = takeBehaviour();
    const parsed = v.safeParse(update, await jsonOf(request));
    if (hang) return void (await once(response, 'close'));
    if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
    if (status >= 300) {
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      return sendJson(response, status, { message: 'As told to' }, headers);
    }
    if (!parsed.success)
      return sendJson(response, 400, { message: 'user_session_keys: [{key, value}] is needed' });
    conversation.standing = false;
    conversation.continuedAt = new Date().toISOString();
    conversation.sessionKeys = parsed.output.user_session_keys;
    conversation.timesContinued += 1;
    sendJson(response, status, { message: 'Session updated successfully', session_id: sessionId });
    watchers.get(sessionId)?.(conversation.sessionKeys);
    watchers.delete(sessionId);
  }

  function takeBehaviour(): Behaviour {
    const now = behaviour;
    if (now.times !== undefined) behaviour = now.times > 1 ? { ...now, times: now.times - 1 } : usual;
    return now.times === 0 ? usual : now;
  }

  function remember(sessionId: string, knownToStand: boolean): Conversation {
    const known = conversations.get(sessionId);
    const conversation = known ?? {
      sessionId,
      knownToStand,
      standing: false,
      stoppedAt: undefined,
      continuedAt: undefined,
      sessionKeys: [],
      timesContinued: 0,
      attempts: 0,
    };
    conversations.set(sessionId, conversation);
    const [oldest] = conversations.keys();
    if (conversations.size > REMEMBERED && oldest !== undefined) conversations.delete(oldest);
    return conversation;
  }

  function stopConversation(sessionId: string): void {
    const conversation = remember(sessionId, true);
    conversation.standing = true;
    conversation.stoppedAt = new Date().toISOString();
  }

  return {
    url: server.url,
    photoUrl: `${server.url}/photo.jpg`,
    stop: stopConversation,
    continued: (sessionId) => new Promise((settle) => watchers.set(sessionId, settle)),
    close: () => server.close(0),
  };
}

/** Undefined for what is no JSON, is too much of it, or breaks off. */
async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  try {
    for await (const chunk of request.setEncoding('utf8')) {
      if (text.length < BODY_LIMIT_BYTES) text += chunk;
    }
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Stands in for Treble: stops conversations, accepts session updates, shows which conversations continue, and is slow
// or fails on demand. Accepts any session id, so that a user's own curl works. Controls and page are for this machine
// only.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { isLocalRequest, listenOnLoopback, sendJson } from '../loopback.ts';
import { decode, readJsonBody, splitTarget } from '../request.ts';
import { behaviourSchema, createBehaviourSwitch } from './treble-behaviour.ts';
import { createConversations, type SessionKeys, sessionKeys } from './treble-conversations.ts';
import { conversationsPage } from './treble-page.ts';

const sessionUpdate = v.object({ user_session_keys: sessionKeys });
const stopRequest = v.object({ session_id: v.pipe(v.string(), v.nonEmpty()) });

export interface TrebleSimulator {
  readonly url: string;
  /** A photo as a customer sends it: a drawing of an identity card. */
  readonly photoUrl: string;
  stop(sessionId: string): void;
  /** Settles with the variables when the conversation continues. */
  continued(sessionId: string): Promise<SessionKeys>;
  close(): Promise<void>;
}

const PHOTO = join(import.meta.dirname, 'photo.jpg');
const BODY_LIMIT_BYTES = 1024 * 1024;

export async function startTrebleSimulator(): Promise<TrebleSimulator> {
  const conversations = createConversations();
  const behaviour = createBehaviourSwitch();
  const read = async (request: IncomingMessage) => (await readJsonBody(request, BODY_LIMIT_BYTES))?.value;

  const server = await listenOnLoopback(0, async (request, response) => {
    if (!isLocalRequest(request)) return sendJson(response, 403, { message: 'Only for this machine' });
    const { path } = splitTarget(request.url ?? '/');
    const [, session] = /^\/session\/([^/]+)\/update$/.exec(path) ?? [];
    if (session !== undefined && request.method === 'POST')
      return takeUpdate(decode(session), request, response);
    switch (`${request.method} ${path}`) {
      case 'GET /':
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
        return void response.end(conversationsPage(conversations.list(), behaviour.current()));
      case 'GET /photo.jpg':
        response.writeHead(200, { 'content-type': 'image/jpeg' });
        return void response.end(await readFile(PHOTO));
      case 'GET /conversations':
        return sendJson(response, 200, conversations.list());
      case 'POST /conversations': {
        const parsed = v.safeParse(stopRequest, await read(request));
        if (!parsed.success) return sendJson(response, 400, { message: 'session_id is required' });
        return sendJson(response, 201, conversations.stop(parsed.output.session_id));
      }
      case 'GET /behaviour':
        return sendJson(response, 200, behaviour.current());
      case 'DELETE /behaviour':
      case 'POST /behaviour': {
        const given = request.method === 'DELETE' ? {} : await read(request);
        const parsed = v.safeParse(behaviourSchema, given);
        if (!parsed.success) {
          const paths = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the body');
          return sendJson(response, 400, { message: `Not supported: ${paths.join(', ')}` });
        }
        behaviour.set(parsed.output);
        return sendJson(response, 200, parsed.output);
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
    conversations.countAttempt(sessionId);
    const { delayMs, status, hang, retryAfterSeconds } = behaviour.next();
    const parsed = v.safeParse(sessionUpdate, await read(request));
    if (hang) return void (await once(response, 'close'));
    if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
    if (status >= 300) {
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      return sendJson(response, status, { message: 'Set by POST /behaviour' }, headers);
    }
    if (!parsed.success)
      return sendJson(response, 400, { message: 'user_session_keys: [{key, value}] is required' });
    conversations.continue(sessionId, parsed.output.user_session_keys);
    sendJson(response, status, { message: 'Session updated successfully', session_id: sessionId });
  }

  return {
    url: server.url,
    photoUrl: `${server.url}/photo.jpg`,
    stop: (sessionId) => void conversations.stop(sessionId),
    continued: conversations.continued,
    close: () => server.close(0),
  };
}

// Stands in for Treble: stops conversations, accepts session updates, and shows which conversations continue. Accepts
// any session id, so that a user's own curl works.
import type { ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { DISTANCES } from '../demo/cards/card-photo.ts';
import { sendJson } from '../loopback.ts';
import { decode } from '../request.ts';
import { type Behaviour, behaviourSchema, behaviourSwitch } from './behaviour.ts';
import { type Siblings, sendPage } from './page.ts';
import {
  type ApiMethod,
  parseJson,
  readAll,
  type SimulatorServer,
  startSimulatorServer,
} from './simulator-server.ts';
import { createConversations, type SessionKeys, sessionKeys } from './treble-conversations.ts';
import { treblePage } from './treble-page.ts';

const sessionUpdate = v.object({ user_session_keys: sessionKeys });
const stopRequest = v.object({ session_id: v.pipe(v.string(), v.nonEmpty()) });

export interface TrebleSimulator extends SimulatorServer {
  /** Photos of an identity card that can be read, and of one that is too far away. They are drawn when they are asked for. */
  readonly cardUrls: Readonly<Record<keyof typeof DISTANCES, string>>;
  stop(sessionId: string): void;
  /** Settles with the variables when the conversation continues. */
  continued(sessionId: string): Promise<SessionKeys>;
}

export async function startTrebleSimulator(siblings: Siblings = () => ({})): Promise<TrebleSimulator> {
  const conversations = createConversations();
  const behaviour = behaviourSwitch(behaviourSchema);

  const update =
    (sessionId: string): ApiMethod<Behaviour> =>
    ({ body, behaviour: { status } }) => {
      const parsed = v.safeParse(sessionUpdate, parseJson(body));
      if (!parsed.success)
        return { status: 400, body: { message: 'user_session_keys: [{key, value}] is required' } };
      conversations.continue(sessionId, parsed.output.user_session_keys);
      return { status, body: { message: 'Session updated successfully', session_id: sessionId } };
    };

  const server = await startSimulatorServer({
    behaviour,
    findMethod(method, path) {
      const [, session] = /^\/session\/([^/]+)\/update$/.exec(path) ?? [];
      if (method !== 'POST' || session === undefined) return undefined;
      const sessionId = decode(session);
      conversations.countAttempt(sessionId);
      return update(sessionId);
    },
    refusal: () => ({ message: 'Set by POST /behaviour' }),
    controls: {
      'GET /card-near.jpg': (_, response) => sendCard(response, 'near'),
      'GET /card-far.jpg': (_, response) => sendCard(response, 'far'),
      'GET /': (_, response) =>
        sendPage(response, treblePage(conversations.list(), { behaviour: behaviour.current(), siblings })),
      'GET /conversations': (_, response) => sendJson(response, 200, conversations.list()),
      'POST /conversations': async (request, response) => {
        const parsed = v.safeParse(stopRequest, parseJson(await readAll(request)));
        if (!parsed.success) return sendJson(response, 400, { message: 'session_id is required' });
        sendJson(response, 201, conversations.stop(parsed.output.session_id));
      },
    },
  });
  return {
    ...server,
    cardUrls: { near: `${server.url}/card-near.jpg`, far: `${server.url}/card-far.jpg` },
    stop: (sessionId) => void conversations.stop(sessionId),
    continued: conversations.continued,
  };
}

/** Drawn here, and not at the start of a run, which would be later by as much. */
async function sendCard(response: ServerResponse, distance: keyof typeof DISTANCES): Promise<void> {
  const { cardPhoto } = await import('../demo/cards/card-photo.ts');
  const photo = await cardPhoto(distance);
  response.writeHead(200, { 'content-type': 'image/jpeg' });
  response.end(photo);
}

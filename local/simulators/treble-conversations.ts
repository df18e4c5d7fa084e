// The conversations of the Treble simulator: which one is stopped, which one was continued and with which variables.
import * as v from 'valibot';

export const sessionKeys = v.array(v.object({ key: v.string(), value: v.string() }));
export type SessionKeys = v.InferOutput<typeof sessionKeys>;

/** In the form in which `GET /conversations` shows it. */
export interface Conversation {
  readonly sessionId: string;
  /** It was stopped here before its first update; otherwise the simulator cannot know that it was stopped. */
  readonly knownToStand: boolean;
  /** Stopped and not yet continued. */
  standing: boolean;
  stoppedAt: string | undefined;
  continuedAt: string | undefined;
  /** The variables of the last accepted update. */
  sessionKeys: SessionKeys;
  /** How many updates were accepted: each stop should have one. */
  timesContinued: number;
  attempts: number;
}

export interface Conversations {
  list(): readonly Conversation[];
  stop(sessionId: string): Conversation;
  /** Counts a session update, whatever its result. Any session id is known from its first update. */
  countAttempt(sessionId: string): void;
  continue(sessionId: string, keys: SessionKeys): void;
  /** Settles with the variables when the conversation continues. */
  continued(sessionId: string): Promise<SessionKeys>;
}

/** A limit for the memory of long tests. */
const MOST_CONVERSATIONS = 10_000;

export function createConversations(): Conversations {
  const conversations = new Map<string, Conversation>();
  const waiting = new Map<string, (keys: SessionKeys) => void>();

  function findOrAdd(sessionId: string, knownToStand: boolean): Conversation {
    const conversation = conversations.get(sessionId) ?? {
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
    if (conversations.size > MOST_CONVERSATIONS && oldest !== undefined) conversations.delete(oldest);
    return conversation;
  }

  return {
    list: () => [...conversations.values()],
    stop(sessionId) {
      const conversation = findOrAdd(sessionId, true);
      conversation.standing = true;
      conversation.stoppedAt = new Date().toISOString();
      return conversation;
    },
    countAttempt(sessionId) {
      findOrAdd(sessionId, false).attempts += 1;
    },
    continue(sessionId, keys) {
      const conversation = findOrAdd(sessionId, false);
      conversation.standing = false;
      conversation.continuedAt = new Date().toISOString();
      conversation.sessionKeys = keys;
      conversation.timesContinued += 1;
      waiting.get(sessionId)?.(keys);
      waiting.delete(sessionId);
    },
    continued: (sessionId) => new Promise((settle) => waiting.set(sessionId, settle)),
  };
}

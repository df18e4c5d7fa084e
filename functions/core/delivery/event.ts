// What a reader makes of a delivery's body: which event it is, who caused it, and which conversation it belongs to.
// Conversation, contacts, deduplicationKey and wait are in the clear here, and become HMAC digests before they leave ingest.

/** Who caused an event. `system`: the platform itself, or unknown. */
export const AUTHORS = ['customer', 'operator', 'bot', 'system'] as const;
export type Author = (typeof AUTHORS)[number];

/** What a customer sends is inbound. `none`: nobody said anything. */
export type Direction = 'inbound' | 'outbound' | 'none';

export interface InboundEvent {
  /** `treble.response`, `botmaker.message`, `trino.message_created`, …, or `<platform>.unrecognised`. */
  readonly type: string;
  /** Why it is unrecognised: a word, for statistics and the log. */
  readonly unrecognised?: string;
  readonly direction: Direction;
  readonly author: Author;
  /** Written for colleagues only. */
  readonly private: boolean;
  /** Frequent events without content to work on: ticks, typing, changed timestamps. */
  readonly noise: boolean;
  /** The platform's channel or inbox, where sources can be limited to some. */
  readonly channel?: string;
  /** What identifies the conversation within the platform; undefined when the body does not tell. */
  readonly conversation?: readonly string[];
  /** The people that the event is about, each in one spelling, so that they can be found again. */
  readonly contacts?: readonly string[];
  /** What makes two deliveries the same event; undefined when nothing in the body does. */
  readonly deduplicationKey?: readonly string[];
  /** A person has the conversation, by what the body says: a message of it is not answered. */
  readonly taken?: true;
  /** What the event does to a wait if it arrives on a source that waits, or that answers. */
  readonly wait?: InboundWait;
}

export interface InboundWait {
  /** Where the answer goes, as the platform's outbound side reads it. For Treble the session id. */
  readonly sessionId: string;
  readonly effect: 'opens' | 'closes';
  /** Kind, flow, question, answer and the event's own time where it has one. */
  readonly identity: readonly string[];
  readonly hasOwnTime: boolean;
}

/** Reads a parsed body; `text` is what it was parsed from. Never throws, whatever a platform sends. */
export type ReadInbound = (body: unknown, text: string) => InboundEvent;

/** Valid JSON whose meaning is not known: it is acknowledged, and passed on with the reason. */
export function unrecognised(platform: string, reason: string): InboundEvent {
  return {
    type: `${platform}.unrecognised`,
    unrecognised: reason,
    direction: 'none',
    author: 'system',
    private: false,
    noise: false,
  };
}

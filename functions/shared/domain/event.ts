// What an adapter makes of a delivery's body: which event it is and which conversation it belongs to. The
// conversation and the parts below are in the clear here and become keyed hashes before they leave ingest.

export interface InboundEvent {
  /** `treble.response`, …, or `<platform>.unrecognised`. */
  readonly type: string;
  /** Why it is unrecognised: a word, for statistics and the log. */
  readonly unrecognised?: string;
  /** What identifies the conversation within the platform; undefined when the body does not tell. */
  readonly conversation?: readonly string[];
  /** What makes two deliveries the same event; undefined when nothing in the body does. */
  readonly sameness?: readonly string[];
  /** What the event does to a wait if it arrives on a source that waits. */
  readonly wait?: InboundWait;
}

export interface InboundWait {
  readonly sessionId: string;
  readonly effect: 'opens' | 'closes';
  /** Kind, flow, question, answer and the event's own time where it has one. */
  readonly identity: readonly string[];
  readonly hasOwnTime: boolean;
}

/** Reads a parsed body; `text` is what it was parsed from. Never throws, whatever a platform sends. */
export type ReadInbound = (body: unknown, text: string) => InboundEvent;

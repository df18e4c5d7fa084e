// The backlog of a conversation: its events that wait in the sessions table instead of in the queue, because the first of
// them must wait for more than a few seconds, or for a destination that is paused.
//
//   queue ── must wait ──▶ backlog ── due: the sweeper requeues the head ──▶ queue ── done ──▶ the next becomes the head
//                             ▲
//             later events of the conversation go behind it, without an attempt
//
// The order is that of receipt by the gateway. So an event that an ingest could store only here and one that came through
// the queue have the same order. Events received in the same millisecond have none.
//
// Only the message of the head is worked on. The queue's group, the conversation, keeps two workers from working on it at
// the same time.

export interface WaitingEvent {
  readonly deliveryId: string;
  readonly receivedAtMs: number;
}

export interface Backlog {
  /** In order, never empty. The first is the head. */
  readonly waiting: readonly WaitingEvent[];
  /** Rises whenever `dueAtMs` changes. */
  readonly version: number;
  /** Of the head, when `dueAtMs` was last set by a worker. */
  readonly source: string;
  /** The paused destination that the head waits for. */
  readonly destination?: string;
  readonly dueAtMs: number;
}

export type Place =
  /** It is its turn. */
  | 'head'
  /** It waits already, behind others. */
  | 'listed'
  /** Others wait that were received before it. */
  | 'behind'
  /** Nothing waits that was received before it. */
  | 'free';

export function placeOf({ deliveryId, receivedAtMs }: WaitingEvent, waiting: readonly WaitingEvent[]): Place {
  const at = waiting.findIndex((one) => one.deliveryId === deliveryId);
  if (at >= 0) return at === 0 ? 'head' : 'listed';
  const [head] = waiting;
  return head && head.receivedAtMs <= receivedAtMs ? 'behind' : 'free';
}

export function inOrder(events: readonly WaitingEvent[]): readonly WaitingEvent[] {
  return events.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs || (a.deliveryId < b.deliveryId ? -1 : 1));
}

const REQUEUED = /#b\d+$/;

/** The deduplication id of a requeued head. The queue drops an id that it had in the last 5 minutes. */
export const requeueId = (deliveryId: string, version: number): string => `${deliveryId}#b${version}`;

export const isRequeueId = (deduplicationId: string): boolean => REQUEUED.test(deduplicationId);

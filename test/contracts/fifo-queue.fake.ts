// A FIFO queue like that of SQS, for the fakes of the queues. Unlike the embedded engine it delivers several messages
// of a group in one receive, forgets deduplication ids after five minutes, and counts receives.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
import type { Clock } from '../../functions/runtime/clock.ts';

export interface FifoQueueOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly visibilityMs: number;
  /** A message goes there after so many receives without a delete. */
  readonly deadLetters?: { readonly queue: FifoQueue; readonly maxReceiveCount: number };
}

export interface SentMessage {
  readonly body: string;
  readonly group: string;
  readonly deduplicationId: string;
}

export interface ReceivedMessage extends SentMessage {
  readonly id: string;
  readonly receiptHandle: string;
  /** Includes this receive. */
  readonly receiveCount: number;
}

export interface FifoQueue {
  send(message: SentMessage): void;
  /** The messages stay hidden for `visibilityMs`; default: the visibility timeout of the queue. */
  receive(limit: number, visibilityMs?: number): ReceivedMessage[];
  /** Also twice. @throws when the handle has expired: another receiver may have the message. */
  remove(receiptHandle: string): void;
  /** @throws when the handle has expired. */
  hide(receiptHandle: string, delayMs: number): void;
  /** Messages that are not in flight. */
  visible(): number;
  /** When the next one in flight becomes visible again; infinite when none is in flight. */
  nextVisibleAtMs(): number;
  /** All messages, visible or not. */
  size(): number;
}

export const DEDUPLICATION_MS = 5 * 60_000;

interface StoredMessage extends SentMessage {
  readonly id: string;
  readonly visibleAtMs: number;
  readonly receiveCount: number;
  readonly receiptHandle?: string;
}

export function fifoQueue({ clock, visibilityMs, deadLetters }: FifoQueueOptions): FifoQueue {
  let stored: StoredMessage[] = [];
  let made = 0;
  const removed = new Set<string>();
  /** The time of the first send, by group and deduplication id. */
  const seen = new Map<string, number>();

  function inFlight(receiptHandle: string): StoredMessage {
    const message = stored.find((one) => one.receiptHandle === receiptHandle);
    if (!message || message.visibleAtMs <= clock.nowMs()) throw new Error('The receipt handle has expired.');
    return message;
  }

  return {
    send(message) {
      const id = JSON.stringify([message.group, message.deduplicationId]);
      const seenAtMs = seen.get(id);
      if (seenAtMs !== undefined && clock.nowMs() < seenAtMs + DEDUPLICATION_MS) return;
      seen.set(id, clock.nowMs());
      made += 1;
      stored.push({ ...message, id: `m${made}`, visibleAtMs: 0, receiveCount: 0 });
    },

    receive(limit, hiddenMs = visibilityMs) {
      const nowMs = clock.nowMs();
      // A group is locked while one of its messages is in flight.
      const locked = new Set(
        stored.filter(({ visibleAtMs }) => visibleAtMs > nowMs).map(({ group }) => group),
      );
      const received: ReceivedMessage[] = [];
      const kept: StoredMessage[] = [];
      for (const message of stored) {
        if (received.length === limit || locked.has(message.group)) {
          kept.push(message);
          continue;
        }
        if (deadLetters && message.receiveCount >= deadLetters.maxReceiveCount) {
          deadLetters.queue.send(message);
          continue;
        }
        made += 1;
        const receiptHandle = `h${made}`;
        const receiveCount = message.receiveCount + 1;
        const taken = { ...message, receiptHandle, receiveCount };
        kept.push({ ...taken, visibleAtMs: nowMs + hiddenMs });
        received.push(taken);
      }
      stored = kept;
      return received;
    },

    remove(receiptHandle) {
      if (removed.has(receiptHandle)) return;
      removed.add(receiptHandle);
      const message = inFlight(receiptHandle);
      stored = stored.filter((one) => one !== message);
    },

    hide(receiptHandle, delayMs) {
      const message = inFlight(receiptHandle);
      const visibleAtMs = clock.nowMs() + delayMs;
      stored = stored.map((one) => (one === message ? { ...one, visibleAtMs } : one));
    },

    visible: () => stored.filter(({ visibleAtMs }) => visibleAtMs <= clock.nowMs()).length,

    nextVisibleAtMs: () =>
      Math.min(
        ...stored.map(({ visibleAtMs }) => visibleAtMs).filter((visibleAtMs) => visibleAtMs > clock.nowMs()),
      ),

    size: () => stored.length,
  };
}

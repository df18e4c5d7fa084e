// A FIFO queue as SQS keeps it, for the twins beside this file. Unlike the engine that tests speak to, it gives
// out several messages of a group at once, forgets deduplication ids after five minutes, and counts receipts.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
import type { Clock } from '../../functions/runtime/clock.ts';

export interface FifoQueueOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly visibilityMs: number;
  /** Where a message goes that came out so often and was never deleted. */
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
  /** This time included. */
  readonly receiveCount: number;
}

export interface FifoQueue {
  send(message: SentMessage): void;
  /** Hidden from others for the queue's visibility timeout, or for so long. */
  receive(limit: number, visibilityMs?: number): ReceivedMessage[];
  /** @throws when the handle has expired: somebody else may have the message by now. */
  remove(receiptHandle: string): void;
  /** @throws when the handle has expired. */
  hide(receiptHandle: string, delayMs: number): void;
  /** All that it holds, visible or not. */
  size(): number;
}

export const DEDUPLICATION_MS = 5 * 60_000;

interface Held extends SentMessage {
  readonly id: string;
  readonly visibleAtMs: number;
  readonly receiveCount: number;
  readonly receiptHandle?: string;
}

export function fifoQueue({ clock, visibilityMs, deadLetters }: FifoQueueOptions): FifoQueue {
  let held: Held[] = [];
  let made = 0;
  /** When an id was first seen, within its group. */
  const seen = new Map<string, number>();

  function inFlight(receiptHandle: string): Held {
    const message = held.find((one) => one.receiptHandle === receiptHandle);
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
      held.push({ ...message, id: `m${made}`, visibleAtMs: 0, receiveCount: 0 });
    },

    receive(limit, hiddenMs = visibilityMs) {
      const nowMs = clock.nowMs();
      // A group stands still while any of its messages is with somebody.
      const locked = new Set(held.filter(({ visibleAtMs }) => visibleAtMs > nowMs).map(({ group }) => group));
      const received: ReceivedMessage[] = [];
      const kept: Held[] = [];
      for (const message of held) {
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
        const given = { ...message, receiptHandle, receiveCount };
        kept.push({ ...given, visibleAtMs: nowMs + hiddenMs });
        received.push(given);
      }
      held = kept;
      return received;
    },

    remove(receiptHandle) {
      const message = inFlight(receiptHandle);
      held = held.filter((one) => one !== message);
    },

    hide(receiptHandle, delayMs) {
      const message = inFlight(receiptHandle);
      const visibleAtMs = clock.nowMs() + delayMs;
      held = held.map((one) => (one === message ? { ...one, visibleAtMs } : one));
    },

    size: () => held.length,
  };
}

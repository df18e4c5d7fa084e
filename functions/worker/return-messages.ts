// What becomes of the messages of a batch. Lambda deletes those that are finished when the whole batch has ended, and SQS keeps
// a conversation's next message back until then. So once a batch takes long, a message that has ended is deleted, or returned
// for its pause, at once: a call that hangs delays no other conversation. A quick batch costs no request of its own.
import type { SQSBatchResponse } from 'aws-lambda';
import type { QueueName, Redelivery } from '../core/delivery/job-queue.ts';
import { WORK } from '../core/policy.ts';
import { type Clock, wake } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import type { Message, MessagesEnded, Retry } from './message.ts';

export interface ReceivedMessage extends Message {
  readonly receiptHandle: string;
}

export interface ReturnPorts {
  readonly redelivery: Redelivery;
  readonly clock: Clock;
  readonly log: Log;
}

/** `work` tells of messages as soon as they have ended, and resolves with all that must come back. */
export async function returnMessages(
  queue: QueueName,
  messages: readonly ReceivedMessage[],
  { redelivery, clock, log }: ReturnPorts,
  work: (ended: MessagesEnded) => Promise<readonly Retry[]>,
): Promise<SQSBatchResponse> {
  const handles = new Map(messages.map(({ id, receiptHandle }) => [id, receiptHandle]));
  /** The pause of each message that has ended, and was not dealt with; undefined: it is finished. */
  const ended = new Map<string, number | undefined>();
  const returned: Promise<void>[] = [];
  const over = new AbortController();
  let takesLong = false;

  async function returnOne(id: string, afterMs: number | undefined): Promise<void> {
    const handle = handles.get(id);
    if (handle === undefined) return;
    try {
      if (afterMs === undefined) await redelivery.remove(queue, handle);
      else await redelivery.retryIn(queue, handle, afterMs);
    } catch (error) {
      // Lambda deletes it in the end, or it comes back all the same, only later.
      log.write('warn', { event: 'return_error', queue, error: errorName(error) });
    }
  }

  function returnEnded(): void {
    for (const [id, afterMs] of ended) returned.push(returnOne(id, afterMs));
    for (const id of ended.keys()) handles.delete(id);
    ended.clear();
  }

  void clock.sleep(WORK.longBatchMs, over.signal).then(() => {
    if (over.signal.aborted) return;
    takesLong = true;
    returnEnded();
  });
  const retries = await work((some, theirRetries) => {
    const pauses = new Map(theirRetries.map(({ id, afterMs }) => [id, afterMs]));
    for (const { id } of some) ended.set(id, pauses.get(id));
    const isLast = ended.size === handles.size;
    if (takesLong && !isLast) returnEnded();
  });
  wake(over);
  for (const { id, afterMs } of retries) returned.push(returnOne(id, afterMs));
  await Promise.all(returned);
  return { batchItemFailures: retries.map(({ id }) => ({ itemIdentifier: id })) };
}

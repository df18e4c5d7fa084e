// Lambda's event source for a queue: receives up to a batch, invokes the function, and deletes the messages that the
// function did not report as failed. A failed message stays: it comes again when its visibility timeout ends, which
// the function may have changed, and goes to the dead-letter queue by the queue's own redrive policy.
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { messageOf } from '../problem.ts';
import { REGION } from '../template/identities.ts';
import type { EventSourcePlan } from '../template/plan.ts';
import type { AwsJson } from './engines/aws-json.ts';
import type { InvocationResult } from './lambda/environment.ts';

/** SQS's limit on the waiting time of a receive. */
const WAIT_SECONDS = 20;
const PAUSE_AFTER_ERROR_MS = 1000;

const received = v.object({
  Messages: v.optional(
    v.array(
      v.object({
        MessageId: v.string(),
        ReceiptHandle: v.string(),
        Body: v.string(),
        MD5OfBody: v.string(),
        Attributes: v.record(v.string(), v.string()),
      }),
    ),
    [],
  ),
});
type Message = v.InferOutput<typeof received>['Messages'][number];

export interface EventSourceOptions {
  readonly queueUrl: string;
  readonly sqs: AwsJson;
  invoke(event: object): Promise<InvocationResult>;
  log(line: string): void;
}

export interface EventSource {
  /** Receives no more. Running invocations end with their function. */
  stop(): Promise<void>;
}

export function startEventSource(
  plan: EventSourcePlan,
  { queueUrl, sqs, invoke, log }: EventSourceOptions,
): EventSource {
  const stopping = new AbortController();
  let running = 0;
  let notifyFree: (() => void) | undefined;

  // One receive at a time is enough for any concurrency: it answers at once while there are messages, and does not
  // wait for the end of the batches before.
  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (running >= plan.maxConcurrency) await new Promise<void>((settle) => (notifyFree = settle));
      try {
        const messages = await receive();
        if (messages.length > 0) void work(messages);
      } catch (cause) {
        if (stopping.signal.aborted) return;
        log(`${plan.logicalId}: receiving failed and is tried again: ${messageOf(cause)}`);
        await sleep(PAUSE_AFTER_ERROR_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  async function receive(): Promise<Message[]> {
    const request = {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: plan.batchSize,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['All'],
    };
    return v.parse(received, await sqs('ReceiveMessage', request, stopping.signal)).Messages;
  }

  async function work(messages: readonly Message[]): Promise<void> {
    running += 1;
    try {
      const result = await invoke({ Records: messages.map((message) => recordOf(message, plan.queue.arn)) });
      const done = succeededMessages(messages, result, plan.reportsItemFailures);
      if (!done) log(`${plan.logicalId}: a batch of ${messages.length} failed as a whole`);
      if (done && done.length > 0) await remove(done);
    } catch (cause) {
      log(
        `${plan.logicalId}: finished messages could not be deleted and will come again: ${messageOf(cause)}`,
      );
    } finally {
      running -= 1;
      notifyFree?.();
    }
  }

  async function remove(messages: readonly Message[]): Promise<void> {
    const entries = messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    await sqs('DeleteMessageBatch', { QueueUrl: queueUrl, Entries: entries });
  }

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      notifyFree?.();
      await polling;
    },
  };
}

function recordOf(message: Message, eventSourceARN: string): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: REGION,
  };
}

const report = v.nullish(
  v.object({ batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.string() })), []) }),
);

/**
 * The messages to delete. Undefined when the whole batch failed: the function failed, or its report is invalid or
 * names a message that is not in the batch.
 */
export function succeededMessages(
  messages: readonly Message[],
  result: InvocationResult,
  reportsItemFailures: boolean,
): readonly Message[] | undefined {
  if (!result.ok) return undefined;
  if (!reportsItemFailures) return messages;
  const parsed = v.safeParse(report, result.payload);
  if (!parsed.success) return undefined;
  const failed = new Set(parsed.output?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
  return messages.length - done.length === failed.size ? done : undefined;
}

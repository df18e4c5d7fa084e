// CloudWatch Logs' subscription to the access log: sends the written lines to the function in batches, and repeats a
// batch until the function has accepted it. After a kill the next run repeats the same batch (cursor.ts).
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { messageOf } from '../../problem.ts';
import { ACCOUNT } from '../../template/identities.ts';
import type { LogSubscriptionPlan } from '../../template/plan.ts';
import type { LogReader, RotatedLog } from '../http-api/rotated-log.ts';
import type { InvocationResult } from '../lambda/environment.ts';
import { type Batch, openCursor } from './cursor.ts';

/** CloudWatch Logs needs some seconds; on one machine the user should see the statistics sooner. */
const EVERY_MS = 500;
const PAUSE_AFTER_ERROR_MS = 1000;
/** A batch of CloudWatch Logs has up to 1 MB. */
const BATCH_BYTES = 256 * 1024;

export interface LogSubscriptionOptions {
  readonly lines: RotatedLog;
  readonly cursorFile: string;
  invoke(event: object): Promise<InvocationResult>;
  log(line: string): void;
}

export interface LogSubscription {
  /** Delivers what was written, for at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export function startLogSubscription(
  plan: LogSubscriptionPlan,
  { lines, cursorFile, invoke, log }: LogSubscriptionOptions,
): LogSubscription {
  const cursor = openCursor(cursorFile, lines);
  const reader = lines.reader();
  const stopping = new AbortController();
  let stopped = false;

  async function deliver(): Promise<'delivered' | 'nothing new'> {
    const batch = cursor.pending() ?? nextBatch(reader, cursor.deliveredTo());
    if (!batch) return 'nothing new';
    // Before the invocation: the function recognises a repeated batch by its lines, so a repetition after a kill
    // must have the same lines.
    cursor.begin(batch);
    const { bytes } = reader.read(batch.from, batch.to - batch.from);
    const result = await invoke(eventOf(plan, batch, bytes));
    if (!result.ok) throw new Error(result.error.errorType);
    cursor.end(batch);
    reader.done(batch.to);
    return 'delivered';
  }

  async function run(): Promise<void> {
    const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
    while (!stopped) {
      try {
        const done = await deliver();
        if (done === 'nothing new' && stopping.signal.aborted) return;
        await pause(EVERY_MS);
      } catch (cause) {
        if (stopping.signal.aborted) return;
        log(`${plan.logicalId}: a batch failed and is sent again: ${messageOf(cause)}`);
        await pause(PAUSE_AFTER_ERROR_MS);
      }
    }
  }

  const running = run();
  return {
    async stop(graceMs) {
      stopping.abort();
      const delivered = new AbortController();
      const limit = sleep(graceMs, undefined, { signal: delivered.signal }).catch(() => undefined);
      await Promise.race([running, limit]);
      delivered.abort();
      stopped = true;
    },
  };
}

function nextBatch(reader: LogReader, deliveredTo: number): Batch | undefined {
  const { from, bytes } = reader.read(deliveredTo, BATCH_BYTES);
  const length = bytes.lastIndexOf('\n') + 1;
  return length > 0 ? { from, to: from + length, atMs: Date.now() } : undefined;
}

/** A line's id is its position in the log, with as many digits as an id of CloudWatch Logs. */
function eventOf({ logicalId, logGroup }: LogSubscriptionPlan, { from, atMs }: Batch, bytes: Buffer): object {
  let at = from;
  const logEvents = bytes
    .toString('utf8')
    .split('\n')
    .flatMap((message) => {
      const id = String(at).padStart(56, '0');
      at += Buffer.byteLength(message) + 1;
      return message === '' ? [] : [{ id, timestamp: atMs, message }];
    });
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup,
    logStream: 'local',
    subscriptionFilters: [logicalId],
    logEvents,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } };
}

// Plays CloudWatch Logs' subscription to the access log: hands what was written to the function, packed in batches,
// and the same batch again until it has been taken. How far it has come stands beside the log, so that a run that
// was killed goes on with the very batch it died in.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { messageOf } from '../problem.ts';
import { ACCOUNT } from '../template/identities.ts';
import type { LogSubscriptionPlan } from '../template/plan.ts';
import type { InvocationResult } from './lambda/environment.ts';

/** CloudWatch Logs takes some seconds; whoever tries something out should see it at once. */
const EVERY_MS = 500;
const PAUSE_AFTER_ERROR_MS = 1000;
/** CloudWatch Logs packs up to 1 MB. */
const BATCH_BYTES = 256 * 1024;

export interface LogSubscriptionOptions {
  /** The log's file; the cursor's is named after it. */
  readonly file: string;
  invoke(event: object): Promise<InvocationResult>;
  log(line: string): void;
}

export interface LogSubscription {
  /** Hands over what has been written, but takes no longer than `graceMs` for it. */
  stop(graceMs: number): Promise<void>;
}

export function startLogSubscription(
  plan: LogSubscriptionPlan,
  { file, invoke, log }: LogSubscriptionOptions,
): LogSubscription {
  const cursor = openCursor(`${file}.${plan.logicalId}`, statSync(file).size);
  const stopping = new AbortController();
  let over = false;

  async function deliver(): Promise<'delivered' | 'nothing there'> {
    const batch = cursor.pending() ?? (await nextBatch(file, cursor.deliveredTo()));
    if (!batch) return 'nothing there';
    // Before, not after: the function tells a batch that comes again by its lines, so it must be the same batch.
    cursor.begin(batch);
    const lines = await readBytes(file, batch.from, batch.to);
    const result = await invoke(eventOf(plan, batch, lines));
    if (!result.ok) throw new Error(result.error.errorType);
    cursor.end(batch);
    return 'delivered';
  }

  async function run(): Promise<void> {
    while (!over) {
      try {
        const done = await deliver();
        if (done === 'nothing there' && stopping.signal.aborted) return;
        await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      } catch (cause) {
        if (stopping.signal.aborted) return;
        log(`${plan.logicalId}: a batch was not taken, trying again: ${messageOf(cause)}`);
        const { signal } = stopping;
        await sleep(PAUSE_AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  const running = run();
  return {
    async stop(graceMs) {
      stopping.abort();
      const enough = new AbortController();
      await Promise.race([
        running,
        sleep(graceMs, undefined, { signal: enough.signal }).catch(() => undefined),
      ]);
      enough.abort();
      over = true;
    },
  };
}

/** Whole lines of the log, from one byte up to another. */
const batch = v.object({ from: v.number(), to: v.number(), atMs: v.number() });
type Batch = v.InferOutput<typeof batch>;

const position = v.object({ deliveredTo: v.number(), pending: v.optional(batch) });

/** Kept in a file that is whole whenever the process dies. A log that somebody emptied is begun anew. */
function openCursor(file: string, logBytes: number) {
  let at: v.InferOutput<typeof position> = { deliveredTo: 0 };
  if (existsSync(file)) at = v.parse(position, JSON.parse(readFileSync(file, 'utf8')));
  if ((at.pending?.to ?? at.deliveredTo) > logBytes) at = { deliveredTo: 0 };
  const keep = (next: typeof at) => {
    at = next;
    writeFileSync(`${file}.new`, JSON.stringify(at), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    deliveredTo: () => at.deliveredTo,
    pending: () => at.pending,
    begin: (pending: Batch) => keep({ ...at, pending }),
    end: ({ to }: Batch) => keep({ deliveredTo: to }),
  };
}

async function nextBatch(file: string, from: number): Promise<Batch | undefined> {
  const bytes = await readBytes(file, from, from + BATCH_BYTES);
  const length = bytes.lastIndexOf('\n') + 1;
  return length > 0 ? { from, to: from + length, atMs: Date.now() } : undefined;
}

async function readBytes(file: string, from: number, to: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A line's id is its place in the log, in as many digits as CloudWatch Logs gives one. */
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

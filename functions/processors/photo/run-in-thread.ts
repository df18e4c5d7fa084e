// Looks at a photo in a separate thread, a new one for each photo, for four reasons. Decoding and reading are seconds of
// calculation that would block the renewal of leases. A file that keeps the decoder busy can be stopped. The memory,
// four bytes a pixel and more, is freed with the thread. And no photo can meet another one.
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { THREADS } from './threads.ts';

/** Ten times the time for the largest photo on a third of a CPU, the share of a worker. */
const TIMEOUT_MS = 20_000;

/**
 * Of objects and arrays of JavaScript. Files and pixels are beside them, and are limited by PhotoMaxBytes and
 * PhotoMaxMegapixels; what a decoder takes more than that, it does not get, and its file is damaged.
 */
const HEAP_MB = 128;

/** The path of a thread's code: the source file, or the bundle of lib/photo-threads.ts. */
export function codeOf(name: keyof typeof THREADS): string {
  const { source, bundle } = THREADS[name];
  return extname(import.meta.filename) === '.ts'
    ? join(import.meta.dirname, '..', source)
    : join(import.meta.dirname, bundle);
}

export interface ThreadTask<S extends v.GenericSchema> {
  /** The path. It gets `file` and `data` as `workerData`, and posts one message. */
  readonly code: string;
  /** Is moved to the thread: it is empty afterwards. */
  readonly file: Uint8Array<ArrayBuffer>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly message: S;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/**
 * The message of the thread; undefined when it took too long or too much memory.
 * @throws on other errors of the thread, without their text, and when the signal aborts.
 */
export async function runInThread<S extends v.GenericSchema>({
  code,
  file,
  data,
  message: schema,
  signal,
  timeoutMs = TIMEOUT_MS,
}: ThreadTask<S>): Promise<v.InferOutput<S> | undefined> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<v.InferOutput<S> | undefined>();
  const thread = new Worker(code, {
    workerData: { ...data, file },
    transferList: [file.buffer],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    // The thread decodes untrusted files, so it gets no environment.
    env: {},
    // The output of the decoders is about a private photo, so it is not logged.
    stdout: true,
    stderr: true,
  });
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(resolve, timeoutMs, undefined);
  thread.once('message', (message: unknown) => {
    const parsed = v.safeParse(schema, message);
    if (parsed.success) resolve(parsed.output);
    else reject(new TypeError('The thread sent an invalid message.'));
  });
  thread.once('error', (error: unknown) => {
    if (isOutOfMemory(error)) resolve(undefined);
    else reject(new Error(`The thread failed: ${error instanceof Error ? error.name : typeof error}`));
  });
  thread.once('exit', (exitCode) =>
    reject(new Error(`The thread ended with ${exitCode} and sent no message.`)),
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

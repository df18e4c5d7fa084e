// Examines a photo in a separate thread, for three reasons. Decoding is a second of calculation that would block the
// renewal of leases. A file that keeps the decoder busy can be stopped. The memory, four bytes a pixel and more, is
// freed with the thread.
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import type { PhotoLimits } from './settings.ts';
import { type Examined, examined } from './verdict.ts';

/** Ten times the time for the largest photo on a third of a CPU, the share of a worker. */
const TIMEOUT_MS = 20_000;

/** The source file, or the bundle of lib/photo-thread.ts. */
const THREAD = join(
  import.meta.dirname,
  extname(import.meta.filename) === '.ts' ? 'thread.ts' : 'photo-thread.mjs',
);

/** @throws on errors of the thread, and when the signal aborts. */
export async function examineInThread(
  file: Uint8Array<ArrayBuffer>,
  limits: PhotoLimits,
  signal: AbortSignal,
): Promise<Examined> {
  signal.throwIfAborted();
  const bytes = file.byteLength;
  const { promise, resolve, reject } = Promise.withResolvers<Examined>();
  const thread = new Worker(THREAD, {
    workerData: { file, limits },
    transferList: [file.buffer],
    // The thread decodes untrusted files, so it gets no environment.
    env: {},
    // The output of the decoders is about a private photo, so it is not logged.
    stdout: true,
    stderr: true,
  });
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => resolve({ problem: 'damaged', bytes }), TIMEOUT_MS);
  thread.once('message', (message: unknown) => {
    const parsed = v.safeParse(examined, message);
    if (parsed.success) resolve(parsed.output);
    else reject(new TypeError('The thread sent an invalid message.'));
  });
  thread.once('error', reject);
  thread.once('exit', (code) => reject(new Error(`The thread ended with ${code} and sent no message.`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

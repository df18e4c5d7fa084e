// Has a photo looked at in a thread of its own. Decoding takes a second of pure calculation in which a worker would
// not renew its leases; a file made to keep a decoder busy can be stopped; and the memory, four bytes a pixel and
// more, goes with the thread instead of growing from photo to photo.
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import type { PhotoLimits } from './settings.ts';
import { type Examined, examined } from './verdict.ts';

/** Ten times what the largest photo takes on a third of a processor, which is what a worker has. */
const PATIENCE_MS = 20_000;

/** As it stands here, or as lib/photo-thread.ts has bundled it. */
const THREAD = join(
  import.meta.dirname,
  extname(import.meta.filename) === '.ts' ? 'thread.ts' : 'photo-thread.mjs',
);

/** @throws what goes wrong with the thread itself, or when the attempt is broken off. */
export async function examineApart(
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
    // It decodes what strangers made, and needs to know nothing of ours.
    env: {},
    // What the decoders have to say, they say of somebody's photo.
    stdout: true,
    stderr: true,
  });
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => resolve({ problem: 'damaged', bytes }), PATIENCE_MS);
  thread.once('message', (message: unknown) => {
    const parsed = v.safeParse(examined, message);
    if (parsed.success) resolve(parsed.output);
    else reject(new TypeError('The thread said something else.'));
  });
  thread.once('error', reject);
  thread.once('exit', (code) => reject(new Error(`The thread ended with ${code} and said nothing.`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}

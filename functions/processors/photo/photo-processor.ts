// What every processor of photos does: it finds the customer's photo, fetches it, and hands it to a thread, one photo at
// a time. A problem that the customer can correct is an answer. If the photo's host is not available, it is tried again.
import { download } from '../../runtime/http/download.ts';
import type { Processor, ProcessorAnswer, Task } from '../processor.ts';
import { findPhoto } from './find-photo.ts';
import type { PhotoProblem } from './problems.ts';
import type { PhotoSettings } from './settings.ts';

/** Enough for the largest photo on a slow connection. */
const MAX_DOWNLOAD_MS = 20_000;

export interface PhotoWork {
  readonly name: string;
  readonly photo: PhotoSettings;
  /** The maximum time of a download, at most 20 s. */
  readonly timeoutMs: number;
  /** The answer where there is no photo to look at. */
  problem(problem: PhotoProblem): ProcessorAnswer;
  /** Looks at a photo that was fetched. */
  look(file: Uint8Array<ArrayBuffer>, task: Task, signal: AbortSignal): Promise<ProcessorAnswer>;
}

export function photoProcessor({ name, photo, timeoutMs, problem, look }: PhotoWork): Processor {
  const { key, allowedHosts, maxBytes } = photo;
  const limitMs = Math.min(timeoutMs, MAX_DOWNLOAD_MS);
  return {
    name,
    destination: name,
    callsAnyone: true,
    // Anybody can send a link that never answers.
    maxAttempts: 3,
    async process(task, signal) {
      const url = findPhoto(task, key);
      if (url === undefined) return problem('not_found');
      const downloaded = await download({ url, allowedHosts, maxBytes, timeoutMs: limitMs, signal });
      if (downloaded.kind === 'failed') return { kind: 'retry', reason: 'photo_unreachable' };
      if (downloaded.kind === 'refused') return problem(downloaded.why);
      return oneAtATime(() => look(downloaded.bytes, task, signal));
    },
  };
}

let last: Promise<unknown> = Promise.resolve();

/** Decoding takes far more memory than a file: a worker's is enough for one photo at a time, not for a batch of ten. */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

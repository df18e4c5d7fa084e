// Checks that the customer has sent a usable photo, and returns the verdict in session variables. A problem that the
// customer can correct is a verdict. If the host of the photo is not available, the check is tried again.
import { download } from '../../runtime/http/download.ts';
import type { Processor, ProcessorAnswer } from '../processor.ts';
import { examineInThread } from './examine-in-thread.ts';
import { findPhoto } from './find-photo.ts';
import type { PhotoSettings } from './settings.ts';
import { verdictOf } from './verdict.ts';

/** Enough for the largest photo on a slow connection. */
const MAX_DOWNLOAD_MS = 20_000;

/** `timeoutMs`: the maximum time of a download, at most 20 s. */
export function photoProcessor(photo: PhotoSettings, timeoutMs: number): Processor {
  return {
    name: 'photo-check',
    destination: 'photo-check',
    callsAnyone: true,
    // Anybody can send a link that never answers.
    maxAttempts: 3,
    async process(task, signal) {
      const url = findPhoto(task, photo.key);
      if (url === undefined) return verdictOf({ problem: 'not_found' });
      return check(url, photo, Math.min(timeoutMs, MAX_DOWNLOAD_MS), signal);
    },
  };
}

async function check(
  url: string,
  photo: PhotoSettings,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProcessorAnswer> {
  const { allowedHosts, maxBytes } = photo;
  const downloaded = await download({ url, allowedHosts, maxBytes, timeoutMs, signal });
  if (downloaded.kind === 'failed') return { kind: 'retry', reason: 'photo_unreachable' };
  if (downloaded.kind === 'refused') return verdictOf({ problem: downloaded.why });
  return oneAtATime(async () => verdictOf(await examineInThread(downloaded.bytes, photo, signal)));
}

let last: Promise<unknown> = Promise.resolve();

/** Decoding takes far more memory than a file: a worker's is enough for one photo at a time, not for a batch of ten. */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

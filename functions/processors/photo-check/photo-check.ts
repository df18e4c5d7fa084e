// Looks whether the customer has sent a photo that can be worked on, and says so in session variables. What the
// customer can do something about is a verdict; a host that is away just now is tried again.
import { download } from '../../runtime/http/download.ts';
import type { Processor, ProcessorAnswer } from '../processor.ts';
import { examineApart } from './examine-apart.ts';
import { findPhoto } from './find-photo.ts';
import type { PhotoSettings } from './settings.ts';
import { verdictOf } from './verdict.ts';

/** Long enough for the largest photo over a slow line; a worker has other conversations waiting. */
const MAX_DOWNLOAD_MS = 20_000;

/** `timeoutMs`: how long a download may take; 20 s at most. */
export function photoProcessor(photo: PhotoSettings, timeoutMs: number): Processor {
  return {
    name: 'photo-check',
    destination: 'photo-check',
    callsAnyone: true,
    async process(task, signal) {
      const url = findPhoto(task, photo.key);
      if (url === undefined) return verdictOf({ problem: 'not_found' });
      return inTurn(() => check(url, photo, Math.min(timeoutMs, MAX_DOWNLOAD_MS), signal));
    },
  };
}

async function check(
  url: string,
  photo: PhotoSettings,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProcessorAnswer> {
  if (signal.aborted) return { kind: 'retry', reason: 'processor_timeout' };
  const { allowedHosts, maxBytes } = photo;
  const downloaded = await download({ url, allowedHosts, maxBytes, timeoutMs, signal });
  if (downloaded.kind === 'failed') return { kind: 'retry', reason: 'photo_unreachable' };
  if (downloaded.kind === 'refused') return verdictOf({ problem: downloaded.why });
  return verdictOf(await examineApart(downloaded.bytes, photo, signal));
}

let last: Promise<unknown> = Promise.resolve();

/** One photo at a time: a worker has room for one that is as large as may be, not for a batch of ten. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => undefined);
  return mine;
}

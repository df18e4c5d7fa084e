// Examines a photo in a thread. Where that takes too long or too much memory, the photo counts as damaged.
import { codeOf, runInThread } from '../photo/run-in-thread.ts';
import type { CheckLimits } from './examine.ts';
import { type Examined, examined } from './verdict.ts';

/** @throws on errors of the thread, and when the signal aborts. */
export async function examineInThread(
  file: Uint8Array<ArrayBuffer>,
  { minPixels, maxMegapixels, minBytes, minContrast }: CheckLimits,
  signal: AbortSignal,
): Promise<Examined> {
  const bytes = file.byteLength;
  const limits = { minPixels, maxMegapixels, minBytes, minContrast };
  const seen = await runInThread({
    code: codeOf('photo'),
    file,
    data: { limits },
    message: examined,
    signal,
  });
  return seen ?? { problem: 'damaged', bytes };
}

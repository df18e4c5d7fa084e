// Checks that the customer has sent a usable photo, and returns the verdict in session variables.
import { photoProcessor } from '../photo/photo-processor.ts';
import type { PhotoSettings } from '../photo/settings.ts';
import type { Processor } from '../processor.ts';
import type { CheckLimits } from './examine.ts';
import { examineInThread } from './examine-in-thread.ts';
import { verdictOf } from './verdict.ts';

/** `timeoutMs`: the maximum time of a download, at most 20 s. */
export function photoCheckProcessor(photo: PhotoSettings & CheckLimits, timeoutMs: number): Processor {
  return photoProcessor({
    name: 'photo-check',
    photo,
    timeoutMs,
    problem: (problem) => verdictOf({ problem }),
    look: async (file, _task, signal) => verdictOf(await examineInThread(file, photo, signal)),
  });
}

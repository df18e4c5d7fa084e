// Reads the code of an identity card in the customer's photo, and returns the verdict in variables. The number that the
// customer typed goes into the thread, and what the card says about the person stays there unless it is asked for.
import { findVariable } from '../../platforms/variables.ts';
import type { Clock } from '../../runtime/clock.ts';
import { photoProcessor } from '../photo/photo-processor.ts';
import type { PhotoSettings } from '../photo/settings.ts';
import type { Processor, Task } from '../processor.ts';
import { cardAnswer } from './answer.ts';
import type { CardKey, Country } from './card.ts';
import { readInThread } from './read-in-thread.ts';

export interface CardSettings {
  readonly countries: readonly Country[];
  readonly keys: readonly CardKey[];
  /** The variable with what the customer typed; empty: nothing is compared. */
  readonly expectedKey: string;
}

export interface CardWork {
  readonly photo: PhotoSettings;
  readonly card: CardSettings;
  /** The maximum time of a download, at most 20 s. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export function cardProcessor({ photo, card, timeoutMs, clock }: CardWork): Processor {
  const { countries, keys, expectedKey } = card;
  return photoProcessor({
    name: 'id-card',
    photo,
    timeoutMs,
    problem: (problem) => cardAnswer({ reason: problem }),
    async look(file, task, signal) {
      const expected = expectedOf(task, expectedKey);
      const request = { countries, keys, nowMs: clock.nowMs(), ...(expected !== undefined && { expected }) };
      const verdict = await readInThread(file, { request, limits: photo }, signal);
      // Where there was nothing to compare with, a wrong name of the variable must not look like an approval.
      const compared = expectedKey === '' || verdict.reason !== 'ok' || verdict.matches !== undefined;
      return cardAnswer(compared ? verdict : { ...verdict, reason: 'does_not_match', matches: false });
    },
  });
}

/** What the customer typed. */
function expectedOf({ job, body }: Task, name: string): string | undefined {
  return name === '' ? undefined : findVariable(job.platform)?.(JSON.parse(body), name);
}

// What the sweeper function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../core/bounds.ts';
import { fallbackKeys } from '../core/wait/fallback-keys.ts';
import { sendingEnvironment } from '../core/wait/sending-environment.ts';
import { bounded, text } from '../runtime/environment.ts';

export const sweeperEnvironment = v.object({
  ...sendingEnvironment,
  STACK_NAME: text,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  WAITS_DEAD_LETTER_QUEUE_URL: text,
  EVENTS_DEAD_LETTER_QUEUE_URL: text,
  FALLBACK_KEYS: fallbackKeys,
  SESSION_DEADLINE_SECONDS: bounded(BOUNDS.SessionDeadlineSeconds),
  UPDATES_PER_SECOND: bounded(BOUNDS.UpdatesPerSecond),
});

export type SweeperEnvironment = v.InferInput<typeof sweeperEnvironment>;

// What the sweeper function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../shared/bounds.ts';
import { bounded, text } from '../shared/environment.ts';
import { fallbackKeys } from '../shared/fallback-keys.ts';
import { sendingEnvironment } from '../shared/sending-environment.ts';

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

// The environment of the sweeper function.
import { fallbackKeys } from '../core/parameters/fallback-keys.ts';
import { sweepers, updatesPerSecond } from '../core/parameters/treble.ts';
import { variablesOf } from '../core/parameters/variables-of.ts';
import { sessionDeadlineSeconds } from '../core/parameters/work.ts';
import { sendingEnvironment } from '../core/wait/sending-environment.ts';
import { type DeployedEnvironment, text } from '../runtime/environment.ts';

export const sweeperEnvironment = {
  ...sendingEnvironment,
  STACK_NAME: text,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  WAITS_DEAD_LETTER_QUEUE_URL: text,
  EVENTS_DEAD_LETTER_QUEUE_URL: text,
  ...variablesOf(fallbackKeys, sessionDeadlineSeconds, sweepers, updatesPerSecond),
};

export type SweeperEnvironment = DeployedEnvironment<typeof sweeperEnvironment>;

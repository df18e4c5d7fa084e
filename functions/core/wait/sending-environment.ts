// The environment of every function that sends decisions: worker, resume, sweeper, operate.

import { runtime, text } from '../../runtime/environment.ts';
import { SENDING_PARAMETERS } from '../parameters/sending.ts';
import { variablesOf } from '../parameters/variables-of.ts';

export const sendingEnvironment = {
  SESSIONS_TABLE: text,
  FAILURES_TABLE: text,
  STATS_TABLE: text,
  SOURCES_TABLE: text,
  /** The name or ARN of the secret with the keys of the platforms' APIs. */
  API_KEYS_SECRET: text,
  ...runtime,
  ...variablesOf(...SENDING_PARAMETERS),
} as const;

// The environment of every function that sends decisions: worker, resume, sweeper, operate.

import { text } from '../../runtime/environment.ts';
import { SENDING_PARAMETERS } from '../parameters/sending.ts';
import { variablesOf } from '../parameters/variables-of.ts';

export const sendingEnvironment = {
  SESSIONS_TABLE: text,
  FAILURES_TABLE: text,
  STATS_TABLE: text,
  ...variablesOf(...SENDING_PARAMETERS),
} as const;

// The environment of the console function.
import * as v from 'valibot';
import { text } from '../runtime/environment.ts';

export const consoleEnvironment = v.object({
  STATS_TABLE: text,
  SESSIONS_TABLE: text,
  FAILURES_TABLE: text,
  SOURCES_TABLE: text,
  /** The function that the buttons call. Without it there are no buttons. */
  OPERATE_FUNCTION_ARN: v.optional(text),
});

export type ConsoleEnvironment = v.InferInput<typeof consoleEnvironment>;

// The environment of the console function.

import { variablesOf } from '../core/parameters/variables-of.ts';
import { sessionDeadlineSeconds } from '../core/parameters/work.ts';
import { type DeployedEnvironment, text } from '../runtime/environment.ts';
import { optional } from '../runtime/schema.ts';

export const consoleEnvironment = {
  STATS_TABLE: text,
  SESSIONS_TABLE: text,
  FAILURES_TABLE: text,
  SOURCES_TABLE: text,
  /** The function that the buttons call. Without it there are no buttons. */
  OPERATE_FUNCTION_ARN: optional(text),
  /** The parameter `Processor`: only its name is shown, so no processor is bundled to check it. */
  PROCESSOR: text,
  ...variablesOf(sessionDeadlineSeconds),
};

export type ConsoleEnvironment = DeployedEnvironment<typeof consoleEnvironment>;

// The environment and permissions of every function that sends decisions to Treble.
import { SENDING_PARAMETERS } from '../functions/core/parameters/sending.ts';
import type { sendingEnvironment } from '../functions/core/wait/sending-environment.ts';
import type { DeployedEnvironment } from '../functions/runtime/environment.ts';
import type { Parameters } from './parameters.ts';
import type { Tables } from './tables.ts';

export function sendingVariables(parameters: Parameters, { sessions, failures, stats }: Tables) {
  return {
    SESSIONS_TABLE: sessions.tableName,
    FAILURES_TABLE: failures.tableName,
    STATS_TABLE: stats.tableName,
    ...parameters.environment(...SENDING_PARAMETERS.map(({ name }) => name)),
  } satisfies DeployedEnvironment<typeof sendingEnvironment>;
}

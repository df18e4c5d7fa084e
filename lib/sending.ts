// The environment and permissions of every function that sends decisions to a platform.
import { SENDING_PARAMETERS } from '../functions/core/parameters/sending.ts';
import type { sendingEnvironment } from '../functions/core/wait/sending-environment.ts';
import type { DeployedEnvironment } from '../functions/runtime/environment.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Parameters } from './parameters.ts';
import type { Tables } from './tables.ts';

export function sendingVariables(
  parameters: Parameters,
  { sessions, failures, stats, sources }: Tables,
  apiKeys: ApiKeys,
) {
  return {
    SESSIONS_TABLE: sessions.tableName,
    FAILURES_TABLE: failures.tableName,
    STATS_TABLE: stats.tableName,
    SOURCES_TABLE: sources.tableName,
    API_KEYS_SECRET: apiKeys.arn,
    ...parameters.environment(...SENDING_PARAMETERS.map(({ name }) => name)),
  } satisfies DeployedEnvironment<typeof sendingEnvironment>;
}

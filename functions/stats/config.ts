// The environment of the stats function.
import { statsRetentionDays } from '../core/parameters/retention.ts';
import { slowMs } from '../core/parameters/statistics.ts';
import { variablesOf } from '../core/parameters/variables-of.ts';
import { type DeployedEnvironment, text } from '../runtime/environment.ts';

export const statsEnvironment = {
  STATS_TABLE: text,
  SOURCES_TABLE: text,
  ...variablesOf(slowMs, statsRetentionDays),
};

export type StatsEnvironment = DeployedEnvironment<typeof statsEnvironment>;

// The environment of the stats function.
import * as v from 'valibot';
import { statsRetentionDays } from '../core/parameters/retention.ts';
import { slowMs } from '../core/parameters/statistics.ts';
import { variablesOf } from '../core/parameters/variables-of.ts';
import { text } from '../runtime/environment.ts';

export const statsEnvironment = v.object({
  STATS_TABLE: text,
  SOURCES_TABLE: text,
  ...variablesOf(slowMs, statsRetentionDays),
});

export type StatsEnvironment = v.InferInput<typeof statsEnvironment>;

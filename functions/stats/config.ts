// What the stats function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../core/bounds.ts';
import { text, wholeNumber } from '../runtime/environment.ts';

const { SlowMs: slow, StatsRetentionDays: retention } = BOUNDS;

export const statsEnvironment = v.object({
  STATS_TABLE: text,
  SOURCES_TABLE: text,
  SLOW_MS: wholeNumber(slow.minimum, slow.maximum),
  STATS_RETENTION_DAYS: wholeNumber(retention.minimum, retention.maximum),
});

export type StatsEnvironment = v.InferInput<typeof statsEnvironment>;

// What the operate function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../shared/bounds.ts';
import { bounded, type DeployedEnvironment, runtime, text } from '../shared/environment.ts';

export const operateEnvironment = v.object({
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  SESSIONS_TABLE: text,
  FAILURES_TABLE: text,
  STATS_TABLE: text,
  SOURCES_TABLE: text,
  BODIES_BUCKET: text,
  ...runtime,
  TREBLE_BASE_URL: text,
  SESSION_UPDATE_SETTLE_SECONDS: bounded(BOUNDS.SessionUpdateSettleSeconds),
  SEND_WINDOW_HOURS: bounded(BOUNDS.SendWindowHours),
  SESSION_RETENTION_DAYS: bounded(BOUNDS.SessionRetentionDays),
  PAYLOAD_RETENTION_DAYS: bounded(BOUNDS.PayloadRetentionDays),
  BREAKER_FAILURES: bounded(BOUNDS.BreakerFailures),
  BREAKER_WINDOW_SECONDS: bounded(BOUNDS.BreakerWindowSeconds),
  BREAKER_PAUSE_SECONDS: bounded(BOUNDS.BreakerPauseSeconds),
  SLOW_MS: bounded(BOUNDS.SlowMs),
  STATS_RETENTION_DAYS: bounded(BOUNDS.StatsRetentionDays),
});

export type OperateEnvironment = DeployedEnvironment<typeof operateEnvironment>;

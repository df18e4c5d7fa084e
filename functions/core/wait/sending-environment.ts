// What every function needs to be told that brings decisions to Treble: worker, resume, sweeper, operate.

import { bounded, text } from '../../runtime/environment.ts';
import { BOUNDS } from '../bounds.ts';

export const sendingEnvironment = {
  SESSIONS_TABLE: text,
  FAILURES_TABLE: text,
  STATS_TABLE: text,
  TREBLE_BASE_URL: text,
  SESSION_UPDATE_SETTLE_SECONDS: bounded(BOUNDS.SessionUpdateSettleSeconds),
  SEND_WINDOW_HOURS: bounded(BOUNDS.SendWindowHours),
  SESSION_RETENTION_DAYS: bounded(BOUNDS.SessionRetentionDays),
  PAYLOAD_RETENTION_DAYS: bounded(BOUNDS.PayloadRetentionDays),
  STATS_RETENTION_DAYS: bounded(BOUNDS.StatsRetentionDays),
  BREAKER_FAILURES: bounded(BOUNDS.BreakerFailures),
  BREAKER_WINDOW_SECONDS: bounded(BOUNDS.BreakerWindowSeconds),
  BREAKER_PAUSE_SECONDS: bounded(BOUNDS.BreakerPauseSeconds),
  SLOW_MS: bounded(BOUNDS.SlowMs),
} as const;

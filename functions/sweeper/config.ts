// What the sweeper function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../shared/bounds.ts';
import { parseFallbackKeys } from '../shared/domain/decision.ts';
import { bounded, text } from '../shared/environment.ts';

export const sweeperEnvironment = v.object({
  STACK_NAME: text,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  WAITS_DEAD_LETTER_QUEUE_URL: text,
  EVENTS_DEAD_LETTER_QUEUE_URL: text,
  SESSIONS_TABLE: text,
  FAILURES_TABLE: text,
  STATS_TABLE: text,
  TREBLE_BASE_URL: text,
  FALLBACK_KEYS: v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const keys = parseFallbackKeys(dataset.value);
      if (keys) return keys;
      addIssue({ message: 'must read name=value,name=value, no name starting with acuse_' });
      return NEVER;
    }),
  ),
  SESSION_DEADLINE_SECONDS: bounded(BOUNDS.SessionDeadlineSeconds),
  SESSION_UPDATE_SETTLE_SECONDS: bounded(BOUNDS.SessionUpdateSettleSeconds),
  SEND_WINDOW_HOURS: bounded(BOUNDS.SendWindowHours),
  UPDATES_PER_SECOND: bounded(BOUNDS.UpdatesPerSecond),
  SESSION_RETENTION_DAYS: bounded(BOUNDS.SessionRetentionDays),
  PAYLOAD_RETENTION_DAYS: bounded(BOUNDS.PayloadRetentionDays),
  BREAKER_FAILURES: bounded(BOUNDS.BreakerFailures),
  BREAKER_WINDOW_SECONDS: bounded(BOUNDS.BreakerWindowSeconds),
  BREAKER_PAUSE_SECONDS: bounded(BOUNDS.BreakerPauseSeconds),
  SLOW_MS: bounded(BOUNDS.SlowMs),
  STATS_RETENTION_DAYS: bounded(BOUNDS.StatsRetentionDays),
});

export type SweeperEnvironment = v.InferInput<typeof sweeperEnvironment>;

// What every function is told that brings decisions to Treble.
import type * as v from 'valibot';
import type { sendingEnvironment } from '../functions/core/wait/sending-environment.ts';
import type { Parameters } from './parameters.ts';
import type { Tables } from './tables.ts';

type Told = {
  readonly [Name in keyof typeof sendingEnvironment]: v.InferInput<(typeof sendingEnvironment)[Name]>;
};

export function tellSending(parameters: Parameters, { sessions, failures, stats }: Tables) {
  return {
    SESSIONS_TABLE: sessions.tableName,
    FAILURES_TABLE: failures.tableName,
    STATS_TABLE: stats.tableName,
    TREBLE_BASE_URL: parameters.text('TrebleBaseUrl'),
    SESSION_UPDATE_SETTLE_SECONDS: parameters.text('SessionUpdateSettleSeconds'),
    SEND_WINDOW_HOURS: parameters.text('SendWindowHours'),
    SESSION_RETENTION_DAYS: parameters.text('SessionRetentionDays'),
    PAYLOAD_RETENTION_DAYS: parameters.text('PayloadRetentionDays'),
    STATS_RETENTION_DAYS: parameters.text('StatsRetentionDays'),
    BREAKER_FAILURES: parameters.text('BreakerFailures'),
    BREAKER_WINDOW_SECONDS: parameters.text('BreakerWindowSeconds'),
    BREAKER_PAUSE_SECONDS: parameters.text('BreakerPauseSeconds'),
    SLOW_MS: parameters.text('SlowMs'),
  } satisfies Told;
}

// The parameters of every function that brings decisions to a platform: worker, resume, sweeper, operate.
import { botmakerBaseUrl, trinoBaseUrl } from './answering.ts';
import { breakerFailures, breakerPauseSeconds, breakerPercent, breakerWindowSeconds } from './breaker.ts';
import { payloadRetentionDays, sessionRetentionDays, statsRetentionDays } from './retention.ts';
import { slowMs } from './statistics.ts';
import { sendWindowHours, sessionUpdateSettleSeconds, trebleBaseUrl } from './treble.ts';

export const SENDING_PARAMETERS = [
  trebleBaseUrl,
  botmakerBaseUrl,
  trinoBaseUrl,
  sessionUpdateSettleSeconds,
  sendWindowHours,
  sessionRetentionDays,
  payloadRetentionDays,
  statsRetentionDays,
  breakerFailures,
  breakerPercent,
  breakerWindowSeconds,
  breakerPauseSeconds,
  slowMs,
] as const;

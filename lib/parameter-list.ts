// All parameters of the stack. What a row is: functions/core/parameters/parameter.ts. A parameter's value is opaque at
// synth, so nothing in `lib` may calculate with one or compare it.
import {
  breakerFailures,
  breakerPauseSeconds,
  breakerWindowSeconds,
} from '../functions/core/parameters/breaker.ts';
import * as deployment from '../functions/core/parameters/deployment.ts';
import { fallbackKeys } from '../functions/core/parameters/fallback-keys.ts';
import { proseOf } from '../functions/core/parameters/parameter.ts';
import {
  payloadRetentionDays,
  sessionRetentionDays,
  statsRetentionDays,
} from '../functions/core/parameters/retention.ts';
import { slowMs } from '../functions/core/parameters/statistics.ts';
import * as treble from '../functions/core/parameters/treble.ts';
import { processorTimeoutSeconds, sessionDeadlineSeconds } from '../functions/core/parameters/work.ts';
import { ownParameters, processor } from '../functions/processors/parameters.ts';

const ROWS = [
  treble.trebleBaseUrl,
  treble.resumeDelayMs,
  treble.sessionUpdateSettleSeconds,
  treble.sendWindowHours,
  treble.updatesPerSecond,
  processor,
  ...ownParameters,
  processorTimeoutSeconds,
  sessionDeadlineSeconds,
  fallbackKeys,
  deployment.workerTimeoutSeconds,
  deployment.waitsMaxConcurrency,
  deployment.eventsMaxConcurrency,
  breakerFailures,
  breakerWindowSeconds,
  breakerPauseSeconds,
  slowMs,
  sessionRetentionDays,
  payloadRetentionDays,
  statsRetentionDays,
  deployment.logRetentionDays,
  deployment.alarmEmail,
  deployment.keyRevision,
];

export type ParameterName = (typeof ROWS)[number]['name'];

/** By the heading that they stand below. A group stands where its first parameter does. */
export const PARAMETER_GROUPS = Map.groupBy(ROWS, (row) => proseOf(row).group);

/** In the order of the CloudFormation console. */
export const PARAMETERS = [...PARAMETER_GROUPS.values()].flat();

// All parameters of the stack. functions/core/parameters/parameter.ts defines a row. The value of a parameter is not
// known at synthesis, so `lib` must not calculate with it or compare it.
import { botmakerBaseUrl, trinoBaseUrl } from '../functions/core/parameters/answering.ts';
import {
  breakerFailures,
  breakerPauseSeconds,
  breakerPercent,
  breakerWindowSeconds,
} from '../functions/core/parameters/breaker.ts';
import * as deployment from '../functions/core/parameters/deployment.ts';
import { fallbackKeys } from '../functions/core/parameters/fallback-keys.ts';
import { environmentKeyArn } from '../functions/core/parameters/key.ts';
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
  treble.sweepers,
  botmakerBaseUrl,
  trinoBaseUrl,
  processor,
  ...ownParameters,
  processorTimeoutSeconds,
  sessionDeadlineSeconds,
  fallbackKeys,
  deployment.workerTimeoutSeconds,
  deployment.waitsMaxConcurrency,
  deployment.eventsMaxConcurrency,
  deployment.apiRequestsPerSecond,
  deployment.apiBurst,
  deployment.resumeRequestsPerSecond,
  breakerFailures,
  breakerPercent,
  breakerWindowSeconds,
  breakerPauseSeconds,
  slowMs,
  sessionRetentionDays,
  payloadRetentionDays,
  statsRetentionDays,
  deployment.logRetentionDays,
  deployment.alarmEmail,
  deployment.alarmWithoutResultPercent,
  environmentKeyArn,
];

export type ParameterName = (typeof ROWS)[number]['name'];

/** By heading. The first parameter of a group gives its position. */
export const PARAMETER_GROUPS = Map.groupBy(ROWS, (row) => proseOf(row).group);

/** In the order of the CloudFormation console. */
export const PARAMETERS = [...PARAMETER_GROUPS.values()].flat();

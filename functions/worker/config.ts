// The environment of the worker function.
import { keysVariable } from '../core/key/keys.ts';
import { eventsMaxConcurrency, waitsMaxConcurrency } from '../core/parameters/deployment.ts';
import { fallbackKeys } from '../core/parameters/fallback-keys.ts';
import { resumeDelayMs } from '../core/parameters/treble.ts';
import { variablesOf } from '../core/parameters/variables-of.ts';
import { processorTimeoutSeconds, sessionDeadlineSeconds } from '../core/parameters/work.ts';
import { sendingEnvironment } from '../core/wait/sending-environment.ts';
import { ownParameters, processor } from '../processors/parameters.ts';
import { type DeployedEnvironment, text } from '../runtime/environment.ts';

export const workerEnvironment = {
  ...sendingEnvironment,
  ACUSE_KEY: keysVariable,
  BASE_URL: text,
  BODIES_BUCKET: text,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  ...variablesOf(processor, ...ownParameters, processorTimeoutSeconds),
  ...variablesOf(fallbackKeys, sessionDeadlineSeconds, resumeDelayMs),
  ...variablesOf(waitsMaxConcurrency, eventsMaxConcurrency),
};

export type WorkerEnvironment = DeployedEnvironment<typeof workerEnvironment>;

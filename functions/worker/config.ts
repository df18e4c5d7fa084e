// What the worker function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../core/bounds.ts';
import { fallbackKeys } from '../core/wait/fallback-keys.ts';
import { sendingEnvironment } from '../core/wait/sending-environment.ts';
import { processorNames } from '../processors/list.ts';
import { bounded, type DeployedEnvironment, runtime, text } from '../runtime/environment.ts';

export const workerEnvironment = v.object({
  ...sendingEnvironment,
  ACUSE_KEY: text,
  BASE_URL: text,
  SOURCES_TABLE: text,
  BODIES_BUCKET: text,
  ...runtime,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  PROCESSOR: v.pipe(v.string(), v.picklist(processorNames, `must be one of ${processorNames.join(', ')}`)),
  PROCESSOR_URL: v.string(),
  PROCESSOR_FUNCTION_ARNS: v.string(),
  PROCESSOR_TIMEOUT_SECONDS: bounded(BOUNDS.ProcessorTimeoutSeconds),
  PHOTO_KEY: v.string(),
  PHOTO_ALLOWED_HOSTS: v.string(),
  PHOTO_MIN_PIXELS: bounded(BOUNDS.PhotoMinPixels),
  PHOTO_MAX_MEGAPIXELS: bounded(BOUNDS.PhotoMaxMegapixels),
  PHOTO_MIN_BYTES: bounded(BOUNDS.PhotoMinBytes),
  PHOTO_MAX_BYTES: bounded(BOUNDS.PhotoMaxBytes),
  PHOTO_MIN_CONTRAST: bounded(BOUNDS.PhotoMinContrast),
  FALLBACK_KEYS: fallbackKeys,
  SESSION_DEADLINE_SECONDS: bounded(BOUNDS.SessionDeadlineSeconds),
  RESUME_DELAY_MS: bounded(BOUNDS.ResumeDelayMs),
});

export type WorkerEnvironment = DeployedEnvironment<typeof workerEnvironment>;

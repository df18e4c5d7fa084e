// What the ingest function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../core/bounds.ts';
import { type DeployedEnvironment, runtime, text, wholeNumber } from '../runtime/environment.ts';

const { SessionDeadlineSeconds: deadline, SessionRetentionDays: retention } = BOUNDS;

export const ingestEnvironment = v.object({
  ACUSE_KEY: text,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  SESSIONS_TABLE: text,
  SOURCES_TABLE: text,
  BODIES_BUCKET: text,
  ...runtime,
  SESSION_DEADLINE_SECONDS: wholeNumber(deadline.minimum, deadline.maximum),
  SESSION_RETENTION_DAYS: wholeNumber(retention.minimum, retention.maximum),
});

export type IngestEnvironment = DeployedEnvironment<typeof ingestEnvironment>;

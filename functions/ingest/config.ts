// The environment of the ingest function.
import { keysVariable } from '../core/key/keys.ts';
import { sessionRetentionDays } from '../core/parameters/retention.ts';
import { variablesOf } from '../core/parameters/variables-of.ts';
import { sessionDeadlineSeconds } from '../core/parameters/work.ts';
import { type DeployedEnvironment, runtime, text } from '../runtime/environment.ts';

export const ingestEnvironment = {
  ACUSE_KEY: keysVariable,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  SESSIONS_TABLE: text,
  SOURCES_TABLE: text,
  BODIES_BUCKET: text,
  ...runtime,
  ...variablesOf(sessionDeadlineSeconds, sessionRetentionDays),
};

export type IngestEnvironment = DeployedEnvironment<typeof ingestEnvironment>;

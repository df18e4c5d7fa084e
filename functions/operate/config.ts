// What the operate function needs to be told.
import * as v from 'valibot';
import { type DeployedEnvironment, runtime, text } from '../shared/environment.ts';
import { sendingEnvironment } from '../shared/sending-environment.ts';

export const operateEnvironment = v.object({
  ...sendingEnvironment,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  SOURCES_TABLE: text,
  BODIES_BUCKET: text,
  ...runtime,
});

export type OperateEnvironment = DeployedEnvironment<typeof operateEnvironment>;

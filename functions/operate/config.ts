// The environment of the operate function.
import { sendingEnvironment } from '../core/wait/sending-environment.ts';
import { type DeployedEnvironment, text } from '../runtime/environment.ts';

export const operateEnvironment = {
  ...sendingEnvironment,
  WAITS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  BODIES_BUCKET: text,
};

export type OperateEnvironment = DeployedEnvironment<typeof operateEnvironment>;

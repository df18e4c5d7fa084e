// A job's body, wherever it is.

import type { BodyStore } from '../core/delivery/body-store.ts';
import type { Job } from '../core/delivery/job.ts';

export async function bodyOf({ body }: Job, bodies: BodyStore): Promise<string> {
  return body.in === 'job' ? body.text : bodies.get(body.key);
}

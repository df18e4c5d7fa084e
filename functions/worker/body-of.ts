// A job's body, wherever it is.
import type { Job } from '../shared/domain/job.ts';
import type { BodyStore } from '../shared/ports.ts';

export async function bodyOf({ body }: Job, bodies: BodyStore): Promise<string> {
  return body.in === 'job' ? body.text : bodies.get(body.key);
}

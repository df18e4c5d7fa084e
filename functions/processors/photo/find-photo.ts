// Finds the photo of the customer in an event. Each platform knows where it is.
import { findPhotoFinder } from '../../platforms/photos.ts';
import type { Task } from '../processor.ts';

/**
 * `variable`: the Treble variable with the URL; empty: the answer of the customer.
 * Undefined if the customer has not sent a photo.
 */
export function findPhoto({ job, body }: Pick<Task, 'job' | 'body'>, variable: string): string | undefined {
  const { platform, author } = job;
  return findPhotoFinder(platform)?.(JSON.parse(body), { author, variable });
}

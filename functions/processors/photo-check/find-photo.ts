// The customer's photo in an event. Where it is, each platform knows.
import { findPhotoFinder } from '../../platforms/photos.ts';
import type { Task } from '../processor.ts';

/**
 * `variable`: the Treble variable that holds the URL; the empty text stands for the customer's answer.
 * Undefined where the customer has sent none.
 */
export function findPhoto({ job, body }: Pick<Task, 'job' | 'body'>, variable: string): string | undefined {
  const { platform, author } = job;
  return findPhotoFinder(platform)?.(JSON.parse(body), { author, variable });
}

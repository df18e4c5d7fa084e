// Formats a job as a CloudEvents 1.0 event for a processor: https://cloudevents.io, JSON format 1.0.
import type { Job } from '../core/delivery/job.ts';
import type { Task } from './processor.ts';

/** Only for a wait. */
export interface WaitExtension {
  /** The URL for a later result; absent if a later result is not possible. */
  readonly resumeUrl?: string;
  readonly deadlineAtMs: number;
}

/**
 * The JSON of the platform is inserted unchanged: parsing it would change large integers. The extension attributes are
 * direction and author, and for a wait resumeurl and deadline.
 */
export function cloudEvent(job: Job, body: string, wait?: WaitExtension): string {
  const attributes = {
    specversion: '1.0',
    id: job.eventId,
    source: `acuse/${job.source}`,
    type: job.type,
    subject: job.conversation,
    time: new Date(job.receivedAtMs).toISOString(),
    datacontenttype: 'application/json',
    direction: job.direction,
    author: job.author,
    ...(job.unrecognised !== undefined && { unrecognised: job.unrecognised }),
    ...(wait?.resumeUrl !== undefined && { resumeurl: wait.resumeUrl }),
    ...(wait && { deadline: new Date(wait.deadlineAtMs).toISOString() }),
  };
  return `${JSON.stringify(attributes).slice(0, -1)},"data":${body}}`;
}

/** The event for a task. */
export function eventOf({ job, body, deadlineAtMs, resumeUrl }: Task): string {
  if (deadlineAtMs === undefined) return cloudEvent(job, body);
  return cloudEvent(job, body, { deadlineAtMs, ...(resumeUrl !== undefined && { resumeUrl }) });
}

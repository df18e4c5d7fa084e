// A job as a CloudEvents 1.0 event, the way a processor receives it: https://cloudevents.io, JSON format 1.0.
import type { Job } from '../core/delivery/job.ts';
import type { Task } from './processor.ts';

/** Only for a wait. */
export interface WaitExtension {
  /** Where a result may be posted later; absent when nobody is listening for one. */
  readonly resumeUrl?: string;
  readonly deadlineAtMs: number;
}

/**
 * The platform's JSON is spliced in as it came: parsing and printing it would change large integers. Extension
 * attributes are the members that CloudEvents does not know: direction, author, and for a wait resumeurl and
 * deadline.
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

/** What a processor is handed, as an event. */
export function eventOf({ job, body, deadlineAtMs, resumeUrl }: Task): string {
  if (deadlineAtMs === undefined) return cloudEvent(job, body);
  return cloudEvent(job, body, { deadlineAtMs, ...(resumeUrl !== undefined && { resumeUrl }) });
}

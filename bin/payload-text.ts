// The payload of a parked entry as text. It contains text of a customer, and can contain the id of a Treble session.
import { readJob } from '../functions/core/delivery/job.ts';
import type { ErrorLogEntry } from '../functions/core/error-log/entry.ts';

export interface Payload {
  /** The unchanged JSON of the platform, or the queue message if it is not a valid job. */
  readonly text?: string;
  /** Why there is no text, or where it is. */
  readonly note?: string;
}

export function payloadOf(entry: ErrorLogEntry | undefined, bodiesBucket: string): Payload {
  if (!entry) return { note: 'deleted in the meantime' };
  if (entry.job === undefined) {
    return {
      note: 'a refused update: the decision is stored with the conversation, and a replay sends it again',
    };
  }
  const job = readJob(entry.job);
  if (!job) return { text: entry.job, note: 'this version cannot read this job' };
  if (job.body.in === 'job') return { text: job.body.text };
  return { note: `too large for the queue: s3://${bodiesBucket}/${job.body.key}` };
}

export function describePayload(id: string, { text, note }: Payload): string {
  return `${id}${note === undefined ? '' : ` (${note})`}${text === undefined ? '' : `\n  ${text}`}`;
}

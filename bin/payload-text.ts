// What was parked, to be read by whoever asked for it: it holds what a customer wrote, and a Treble session's id.
import { readJob } from '../functions/core/delivery/job.ts';
import type { ErrorLogEntry } from '../functions/core/error-log/entry.ts';

export interface Payload {
  /** The platform's JSON, to the letter, or what the queue held where that was no job. */
  readonly text?: string;
  /** Where it is, when it is not here. */
  readonly note?: string;
}

export function payloadOf(entry: ErrorLogEntry | undefined, bodiesBucket: string): Payload {
  if (!entry) return { note: 'gone meanwhile' };
  if (entry.job === undefined) {
    return {
      note: 'a refused update: its decision stands in the conversation, and is sent again by a replay',
    };
  }
  const job = readJob(entry.job);
  if (!job) return { text: entry.job, note: 'no job that this version can read' };
  if (job.body.in === 'job') return { text: job.body.text };
  return { note: `too large for the queue: s3://${bodiesBucket}/${job.body.key}` };
}

export function describePayload(id: string, { text, note }: Payload): string {
  return `${id}${note === undefined ? '' : ` (${note})`}${text === undefined ? '' : `\n  ${text}`}`;
}

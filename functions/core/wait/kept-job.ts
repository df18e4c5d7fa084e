// The job that is kept beside its session, while it may have to be requeued. What the session has too is left out: a usual
// wait is one write unit of DynamoDB, 1 KB, with its job.
import { printAscii } from '../delivery/job.ts';
import type { Session } from './session.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `encoded`: the job that opened the session's cycle, as it goes into queues. A text that is no JSON object, or of another
 * delivery, is kept as it is.
 */
export function keepJob(encoded: string, session: Session): string {
  const job = readFields(encoded);
  if (!job || job['deliveryId'] !== session.cycle?.deliveryId) return encoded;
  const { wait, ...rest } = job;
  const derived = fieldsOf(session);
  const ownOfWait = without(asFields(wait), derived.wait);
  const kept = without(rest, derived.job);
  const hasOwn = Object.keys(ownOfWait).length > 0;
  // A field that the job has not is not to be added when it is restored.
  const isWhole = Object.keys(derived.job).every((name) => name in rest);
  if (!isWhole || !wait) return encoded;
  return printAscii({ ...kept, ...(hasOwn && { wait: ownOfWait }) });
}

/** The job as it was before `keepJob`, by the session as it is now. */
export function restoreJob(kept: string, session: Session): string {
  const job = readFields(kept);
  if (!job || !session.cycle || 'deliveryId' in job) return kept;
  const derived = fieldsOf(session);
  return printAscii({ ...derived.job, ...job, wait: { ...derived.wait, ...asFields(job['wait']) } });
}

/** What a job has of its session, and what most jobs have. */
function fieldsOf({ ref, sessionId, message, contacts, cycle }: Session): {
  readonly job: Fields;
  readonly wait: Fields;
} {
  return {
    job: {
      v: 1,
      deliveryId: cycle?.deliveryId,
      eventId: cycle?.deliveryId,
      source: cycle?.source,
      receivedAtMs: cycle?.receivedAtMs,
      conversation: message?.conversation ?? ref,
      ...(contacts && { contacts }),
      private: false,
      noise: false,
    },
    wait: {
      sessionId,
      ...(message && { message: ref }),
      effect: 'opens',
      identity: cycle?.identity,
      hasOwnTime: cycle?.hasOwnTime,
    },
  };
}

const without = (fields: Fields, others: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(others[name])),
  );

const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? { ...value } : {};

function readFields(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? asFields(value) : undefined;
  } catch {
    return undefined;
  }
}

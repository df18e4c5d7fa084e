// The job: the one message that goes through the queues. Its only schema; producers build it, consumers parse it.
import * as v from 'valibot';

/** The largest job that we put into a queue or a table, in bytes once encoded. DynamoDB items end at 400 KB. */
export const MAX_JOB_BYTES = 256 * 1024;

const wait = v.object({
  /** Treble's session id: a bearer secret, here only because the queue is encrypted and the body has it too. */
  sessionId: v.pipe(v.string(), v.nonEmpty()),
  effect: v.picklist(['opens', 'closes']),
  identity: v.string(),
  hasOwnTime: v.boolean(),
});

const job = v.object({
  v: v.literal(1),
  deliveryId: v.pipe(v.string(), v.nonEmpty()),
  source: v.pipe(v.string(), v.nonEmpty()),
  platform: v.picklist(['treble', 'botmaker', 'trino']),
  /** When the gateway received the delivery, ms since 1970. */
  receivedAtMs: v.pipe(v.number(), v.integer()),
  /** Keyed hash: stands for the conversation in logs, groups and keys. */
  conversation: v.pipe(v.string(), v.nonEmpty()),
  /** The event as the platform names it, `treble.response`; `<platform>.unrecognised` when nobody can tell. */
  type: v.pipe(v.string(), v.nonEmpty()),
  /** Why it was not recognised. */
  unrecognised: v.optional(v.string()),
  /** Present when the delivery opens or closes a wait. */
  wait: v.optional(wait),
  /** The platform's JSON, to the letter. */
  body: v.string(),
});

export type Job = v.InferOutput<typeof job>;
export type WaitJob = Job & { readonly wait: NonNullable<Job['wait']> };

/** The message is not a job of a version that this code knows. Names the fields, never a value. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly code = 'bad_job';
  readonly retryable = false;
}

/**
 * Pure ASCII: SQS refuses U+FFFE, U+FFFF and most control characters, other implementations all that lies
 * beyond the basic plane, and an escape means the same to every JSON parser.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function encodeJob(value: Job): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped);
}

/** @throws {JobError} */
export function parseJob(text: string): Job {
  const parsed = v.safeParse(job, parseJson(text));
  if (parsed.success) return parsed.output;
  const fields = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'message');
  throw new JobError(`Not a job of version 1: look at ${[...new Set(fields)].join(', ')}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new JobError('Not a job: the message is not JSON.');
  }
}

export function isWaitJob(value: Job): value is WaitJob {
  return value.wait !== undefined;
}

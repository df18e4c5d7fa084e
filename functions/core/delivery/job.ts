// The job: the message of the queues, and its only schema.
import * as v from 'valibot';
import { AUTHORS } from './event.ts';

/** The largest body that is accepted: Lambda gets 6 MB at most, API Gateway's event included. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** The largest job that we put into a queue or a table, in bytes once encoded. DynamoDB items end at 400 KB. */
export const MAX_JOB_BYTES = 256 * 1024;

// Made by functions, so that a bundle that only writes jobs has no schema.

const waitSchema = () =>
  v.object({
    /**
     * Where the answer goes: Treble's session id, a bearer secret; elsewhere what the platform's API needs. It is here only
     * because the queue is encrypted and the body has it too.
     */
    sessionId: v.pipe(v.string(), v.nonEmpty()),
    /** Present where each message of the conversation is a wait: stands for the message. Else the conversation waits. */
    message: v.optional(v.pipe(v.string(), v.nonEmpty())),
    effect: v.picklist(['opens', 'closes']),
    identity: v.string(),
    hasOwnTime: v.boolean(),
    /** Where the source has a deadline of its own. */
    deadlineSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  });

/** What the sender presented, for a later verification: digests, never values. */
const unverifiedSchema = () =>
  v.object({
    /** Of the URL's token. Its platform is the job's. Absent in a job of the first version. */
    generation: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    /** HMAC of each header's value, by its name in lower case. */
    headers: v.record(v.string(), v.string()),
    /** SHA-256 of each `…-signature` header, and each `…-timestamp` as it came. */
    signatures: v.record(v.string(), v.string()),
    timestamps: v.record(v.string(), v.string()),
    /** The raw body began with a byte order mark, which is signed too and which `body` has not. */
    byteOrderMark: v.optional(v.literal(true)),
  });

/** A job as it goes through queues and tables. Its form changes only with its version. */
const encodedJobSchema = () =>
  v.object({
    v: v.literal(1),
    deliveryId: v.pipe(v.string(), v.nonEmpty()),
    /** The replay's delivery id, where the job replays a wait that is still open. */
    replay: v.optional(v.string()),
    /** The same for every delivery of one event, where the platform tells it; else the delivery's id. */
    eventId: v.pipe(v.string(), v.nonEmpty()),
    source: v.pipe(v.string(), v.nonEmpty()),
    platform: v.pipe(v.string(), v.nonEmpty()),
    /** When the gateway received the delivery, ms since 1970. */
    receivedAtMs: v.pipe(v.number(), v.integer()),
    /** HMAC: stands for the conversation in logs, groups and keys. */
    conversation: v.pipe(v.string(), v.nonEmpty()),
    /** HMAC digests that stand for the person it is about; absent where the body names nobody. */
    contacts: v.optional(v.array(v.string())),
    /** The event as the platform names it, `treble.response`; or `<platform>.unrecognised`. */
    type: v.pipe(v.string(), v.nonEmpty()),
    /** Why it was not recognised. */
    unrecognised: v.optional(v.string()),
    direction: v.picklist(['inbound', 'outbound', 'none']),
    author: v.picklist(AUTHORS),
    private: v.boolean(),
    noise: v.boolean(),
    /** A person has the conversation, by what the body says. */
    taken: v.optional(v.literal(true)),
    channel: v.optional(v.string()),
    /** Present when ingest could not read the source's settings: to be verified before anything else. Its name in code is
     * `unverified`; queues hold jobs under this one. */
    unchecked: v.optional(unverifiedSchema()),
    /** Present when the delivery opens or closes a wait. */
    wait: v.optional(waitSchema()),
    /** The platform's JSON, to the letter; or, where it is too large for a queue, the key it is stored under. */
    body: v.variant('in', [
      v.object({ in: v.literal('job'), text: v.string() }),
      v.object({ in: v.literal('store'), key: v.pipe(v.string(), v.nonEmpty()) }),
    ]),
  });

let encodedJob: ReturnType<typeof encodedJobSchema> | undefined;

export type Unverified = v.InferOutput<ReturnType<typeof unverifiedSchema>>;
export type Job = Omit<v.InferOutput<ReturnType<typeof encodedJobSchema>>, 'unchecked'> & {
  readonly unverified?: Unverified;
};
export type WaitJob = Job & { readonly wait: NonNullable<Job['wait']> };

/** The message is not a job of a version that this code knows. Names the fields, never a value. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly code = 'bad_job';
  readonly retryable = false;
}

export function encodeJob(value: Job): string {
  const { unverified, ...job } = value;
  return printAscii({ ...job, ...(unverified && { unchecked: unverified }) });
}

/**
 * JSON in pure ASCII: SQS refuses U+FFFE, U+FFFF and most control characters, other implementations all that lies
 * beyond the basic plane, and an escape means the same to every JSON parser.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function printAscii(value: object): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped);
}

/** @throws {JobError} */
export function parseJob(text: string): Job {
  encodedJob ??= encodedJobSchema();
  const parsed = v.safeParse(encodedJob, parseJson(text));
  if (parsed.success) {
    const { unchecked, ...job } = parsed.output;
    return { ...job, ...(unchecked && { unverified: unchecked }) };
  }
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

/**
 * A message that is a wait only if its source answers, which ingest could not know. It stays in its place among the events of its
 * conversation.
 */
export const mayBeAnswered = ({ unverified, wait }: Job): boolean =>
  unverified !== undefined && wait?.message !== undefined;

/** For log lines. Empty for what is no job of this version. */
export function describeJob(
  job: Pick<Job, 'deliveryId' | 'source' | 'conversation'> | undefined,
): Partial<Pick<Job, 'deliveryId' | 'source' | 'conversation'>> {
  if (!job) return {};
  const { deliveryId, source, conversation } = job;
  return { deliveryId, source, conversation };
}

/** What the wait's session is stored under. */
export const waitRef = ({ conversation, wait }: WaitJob): string => wait.message ?? conversation;

export function isWaitJob(value: Job): value is WaitJob {
  return value.wait !== undefined;
}

/** Undefined for what is no job of a version that this code knows. */
export function readJob(text: string): Job | undefined {
  try {
    return parseJob(text);
  } catch (error) {
    if (error instanceof JobError) return undefined;
    throw error;
  }
}

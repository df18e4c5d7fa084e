// The ports, on one page: all that a decision may ask of the world. Each has an adapter in shared/aws or
// shared/http and a twin in memory for tests; where both can misbehave, one contract suite runs on both.
import type { SessionKey } from './domain/decision.ts';
import type { HeldWait } from './domain/erasure.ts';
import type { ErrorLogFilter } from './domain/error-log-filter.ts';
import type { Job } from './domain/job.ts';
import type { OpenWaitsQuery } from './domain/open-waits.ts';
import type {
  BreakerState,
  ErrorLog,
  OpenWaits,
  Outcome,
  ParkedDelivery,
  StatsReport,
} from './domain/report.ts';
import type { Session } from './domain/session.ts';
import type { Source } from './domain/source.ts';
import type { StatsEntry } from './domain/stats-entry.ts';

export interface Clock {
  /** ms since 1970. */
  nowMs(): number;
  /** Ends early, without an error, when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export type QueueName = 'waits' | 'events';

export interface JobQueue {
  /** Resolves when the queue has it. A deduplication id that the queue saw in the last 5 minutes changes nothing. */
  send(message: QueueMessage, signal?: AbortSignal): Promise<void>;
}

export interface QueueMessage {
  readonly queue: QueueName;
  readonly job: string;
  /** Order is kept within a group. */
  readonly group: string;
  readonly deduplicationId: string;
}

/** A message that came out of a queue, as far as its retry is concerned. */
export interface Redelivery {
  /** Hides the message for so long, from now. At most 12 hours. */
  retryIn(queue: QueueName, receiptHandle: string, delayMs: number): Promise<void>;
}

/** Where a queue puts what the worker could not even give back: it crashed each time. */
export interface DeadLetters {
  /** Some of them, hidden from others for a minute; none when there are none. */
  receive(queue: QueueName): Promise<readonly DeadLetter[]>;
  remove(queue: QueueName, receiptHandle: string): Promise<void>;
}

export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly receiptHandle: string;
}

export interface StoredSession {
  /** Absent when there is none, or when it is past its expiry. */
  readonly session?: Session;
  /** 0 when nothing is stored. */
  readonly version: number;
}

export type Saved =
  | { readonly kind: 'saved'; readonly version: number }
  /** Somebody else wrote in between; `current` is what stands there now, where the store tells. */
  | { readonly kind: 'conflict'; readonly current?: StoredSession };

export interface SessionStore {
  /** Sees every write that was confirmed before. */
  load(ref: string, signal?: AbortSignal): Promise<StoredSession>;
  /** One conditional write: only if the stored version is still the expected one. `job` is kept beside it. */
  save(session: Session, options: SaveOptions, signal?: AbortSignal): Promise<Saved>;
  /** The job kept for this session, while it may have to be queued again. */
  loadJob(ref: string): Promise<string | undefined>;
}

export interface SaveOptions {
  readonly expectedVersion: number;
  readonly job?: string;
}

/** Settings of the sources that were made or changed. */
export interface SourceStore {
  read(signal?: AbortSignal): Promise<{ readonly sources: readonly Source[]; readonly version: number }>;
  /** All of them at once, unless somebody else wrote since this version was read. */
  write(sources: readonly Source[], expectedVersion: number): Promise<'written' | 'changed_meanwhile'>;
}

/** Bodies that are too large for a queue. */
export interface BodyStore {
  put(key: string, body: Uint8Array, signal?: AbortSignal): Promise<void>;
  get(key: string): Promise<string>;
}

/** Copies of deliveries that the queue did not confirm in time, for sources that do not wait. */
export interface DeliveryCopies {
  keep(copy: DeliveryCopy, signal?: AbortSignal): Promise<void>;
  load(key: string): Promise<Omit<DeliveryCopy, 'deliveryId'> | undefined>;
  remove(key: string): Promise<void>;
}

export interface DeliveryCopy {
  readonly deliveryId: string;
  readonly queue: QueueName;
  readonly job: string;
  readonly group: string;
  readonly deduplicationId: string;
}

/** What somebody must look at, oldest first. A key is a session's reference or names a copy. */
export interface DueList {
  due(query: DueQuery): AsyncIterable<DueEntry>;
}

export interface DueQuery {
  /** Only what becomes due after that. */
  readonly afterMs?: number;
  /** And by then. */
  readonly beforeMs: number;
  readonly limit: number;
}

export interface DueEntry {
  readonly key: string;
  readonly kind: 'session' | 'copy';
  readonly dueAtMs: number;
  /** What is due is the deadline of a wait that nobody is at. */
  readonly isDeadline?: true;
}

/** Real attempts at a job, counted apart from the queue's receive count, which followers of a failure gain too. */
export interface AttemptCounter {
  /** Counts one more and returns how many there are by now. */
  count(deliveryId: string): Promise<number>;
  clear(deliveryId: string): Promise<void>;
}

export interface FailureLog {
  /** Writes the entry unless it stands there already. */
  park(failure: Failure): Promise<'parked' | 'known'>;
}

export interface Failure {
  /** One entry per delivery and cause. */
  readonly id: string;
  readonly deliveryId: string;
  readonly reason: string;
  readonly parkedAtMs: number;
  readonly attempts: number;
  readonly source?: string;
  readonly platform?: string;
  readonly conversation?: string;
  readonly type?: string;
  /** It opened a wait. */
  readonly waits?: boolean;
  /** Digests that stand for the person. */
  readonly contacts?: readonly string[];
  /** The message as it was, for the replay. */
  readonly job?: string;
}

/** The entries of the error log one by one, for whoever acts on them. An entry past its expiry is not there. */
export interface FailureEntries {
  load(id: string): Promise<FailureEntry | undefined>;
  /** The right to replay it: `number`, one more than `taken`. False when somebody has it, or took it since. */
  take(id: string, taking: ReplayTaking): Promise<boolean>;
  /** It was not replayed after all. The number is spent. */
  giveBack(id: string, number: number): Promise<void>;
  /** Out of the list of what is open. An entry that has gone meanwhile stays gone. */
  markReplayed(id: string, replay: { readonly atMs: number; readonly by: string }): Promise<void>;
  /** Out of that list too, without a replay. False when it is not open, not there, or taken for a replay just now. */
  dismiss(id: string, dismissal: { readonly atMs: number; readonly by: string }): Promise<boolean>;
}

export interface FailureEntry extends Failure {
  /** Replays begun, whatever became of them. */
  readonly taken: number;
  readonly replays: number;
  readonly replayedAtMs?: number;
  readonly replayedBy?: string;
  readonly dismissedAtMs?: number;
  readonly dismissedBy?: string;
}

export interface ReplayTaking {
  readonly number: number;
  readonly nowMs: number;
  readonly untilMs: number;
}

export interface SessionUpdater {
  /** One call, bounded in time. Never throws: a call that got no answer is an answer too. */
  update(sessionId: string, keys: readonly SessionKey[]): Promise<UpdateAnswer>;
}

export type UpdateAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfterMs?: number;
      readonly tookMs: number;
    }
  | { readonly kind: 'no_answer'; readonly problem: string; readonly tookMs: number };

/** Does the long work. To add one: a file beside processors/none.ts and a line in processors/list.ts. */
export interface Processor {
  readonly name: string;
  /** Who is called, as logs, statistics and the breaker name it; absent: nobody is. Never holds a path or a secret. */
  readonly destination?: string;
  /** It calls whatever host an event names: one that is down says nothing about the others, so it has no breaker. */
  readonly callsAnyone?: true;
  /**
   * @param signal fires when time is up; what comes after is not waited for.
   * @throws anything: it counts as an attempt that failed.
   */
  process(task: Task, signal: AbortSignal): Promise<ProcessorAnswer>;
}

export interface Task {
  readonly job: Job;
  /** The platform's JSON, to the letter. */
  readonly body: string;
  /** For a wait: until when an answer can still decide it. */
  readonly deadlineAtMs?: number;
  /** For a wait: where a result may be posted until the deadline. A secret; absent when nobody listens for one. */
  readonly resumeUrl?: string;
}

/** What a processor is told when it is chosen. */
export interface ProcessorSettings {
  readonly url?: string;
  /** To sign with; `whsec_…`. */
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** The functions that may be called, and the one that a source has chosen, by ARN or name. */
  readonly functions?: {
    readonly arns: readonly string[];
    readonly chosen?: string;
    readonly caller: FunctionCaller;
  };
  /** For photo-check. */
  readonly photo?: PhotoSettings;
}

/** What a photo must be. */
export interface PhotoLimits {
  /** On its shorter side. */
  readonly minPixels: number;
  readonly maxMegapixels: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  /** Standard deviation of its brightness, in grey levels. */
  readonly minContrast: number;
}

export interface PhotoSettings extends PhotoLimits {
  /** The Treble variable that holds the photo's URL; the empty text stands for the customer's answer. */
  readonly key: string;
  /** Hosts that may be private ones: `host` or `host:port`. */
  readonly allowedHosts: readonly string[];
}

/** Functions of the user's own, called and waited for. */
export interface FunctionCaller {
  /** Bounded in time and in what is read. Never throws for what the network or Lambda does. */
  call(call: FunctionCall): Promise<FunctionAnswer>;
}

export interface FunctionCall {
  readonly arn: string;
  /** JSON. */
  readonly payload: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type FunctionAnswer =
  /** The JSON that it returned; undefined when that was longer than is read, or no UTF-8. */
  | { readonly kind: 'returned'; readonly payload: string | undefined }
  /** It threw, ran out of its own time, or crashed. */
  | { readonly kind: 'threw' }
  /** Lambda did not run it: the status, and Lambda's name for why. */
  | { readonly kind: 'refused'; readonly status: number; readonly type: string }
  | { readonly kind: 'no_answer'; readonly code: string }
  /** There is no Lambda where this runs. */
  | { readonly kind: 'nowhere' };

export type ProcessorAnswer =
  | { readonly kind: 'done'; readonly keys: readonly SessionKey[] }
  /** Will call back; for an event the same as done. */
  | { readonly kind: 'accepted' }
  /** Never going to work: continue the conversation with this reason. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string };

/** One wide line per delivery and per attempt. Never a session id, token, phone number, name or body. */
export interface Log {
  write(level: 'info' | 'warn' | 'error', line: LogLine): void;
}

export type LogLine = { readonly event: string } & Readonly<
  Record<string, string | number | boolean | undefined>
>;

/** May a destination be called? Shared by everybody who calls it. Neither question nor answer ever throws. */
export interface Breaker {
  /** `callMs`: how long the call may take that follows, and that `tell` follows. */
  ask(destination: string, callMs: number): Promise<Passage>;
  /** `unknown`: no call was made, or it was broken off by ourselves. */
  tell(destination: string, health: 'well' | 'unwell' | 'unknown', passage: Passage): Promise<void>;
}

export type Passage =
  /** `probe`: the only call for now, to see whether the destination is back. */
  { readonly kind: 'pass'; readonly probe: boolean } | { readonly kind: 'paused'; readonly untilMs: number };

/** What a breaker is made from: one small record a destination, written only when a call fails. */
export interface BreakerStore {
  load(destination: string): Promise<BreakerRecord | undefined>;
  /** Counts one more failure; returns the record with it. */
  countFailure(destination: string, failure: CountedFailure): Promise<BreakerRecord>;
  /** Unless somebody else has opened it already. */
  open(destination: string, opening: BreakerOpening): Promise<boolean>;
  /** The right to make the one probe until then; false when somebody else has it, or the breaker is not open. */
  takeProbe(
    destination: string,
    probe: { readonly nowMs: number; readonly untilMs: number },
  ): Promise<boolean>;
  giveProbeBack(destination: string): Promise<void>;
  /** Forgets everything about it. */
  close(destination: string): Promise<void>;
}

export interface BreakerRecord {
  readonly openUntilMs?: number;
  readonly probeUntilMs?: number;
  /** Failures by the start of the slice of time in which they fell, in ms. */
  readonly failures: ReadonlyMap<number, number>;
}

export interface CountedFailure {
  readonly sliceMs: number;
  /** Slices that began before are of no use any more. */
  readonly forgetBeforeMs: number;
  readonly nowMs: number;
}

export interface BreakerOpening {
  readonly untilMs: number;
  readonly failures: number;
  /** By the probe that failed: also though it is open. */
  readonly again: boolean;
}

/** Counts what one invocation did, to be written down at its end: one write for each source and destination. */
export interface Counters {
  /** The end of a delivery. `continuedAfterMs`: from delivery to continuation, of a wait that was continued. */
  outcome(source: string, outcome: Outcome, continuedAfterMs?: number): void;
  /** `failed`: no answer, or one that says that the destination is not well. */
  call(destination: string, result: 'answered' | 'failed' | 'deferred', tookMs?: number): void;
}

/** Takes entries down. One that stands there already, by the same writer, is overwritten and counts once. */
export interface StatsStore {
  /** @throws when any of them could not be written; the others may be. */
  write(entries: readonly StatsEntry[], signal?: AbortSignal): Promise<void>;
}

/** What the console and the command line read. Each is bounded in time and size. */
export interface StatsReader {
  read(query: { readonly minutes: number; readonly source?: string }): Promise<StatsReport>;
}

export interface OpenWaitList {
  /** The oldest of them, and how many there are and are late. */
  open(query: OpenWaitsQuery): Promise<OpenWaits>;
}

export interface BreakerList {
  /** Those that are not closed. */
  notClosed(): Promise<readonly BreakerState[]>;
}

export interface ErrorLogReader {
  /** The newest of those that are open, and how many there are. */
  newest(limit: number): Promise<ErrorLog>;
}

/** All of the error log, newest first, as far as somebody reads on. */
export interface ErrorLogSearch {
  search(filter: ErrorLogFilter): AsyncIterable<ParkedDelivery>;
}

/** One store as an erasure sees it. */
export interface Holdings {
  /** What it holds of whoever one of these digests stands for, in the next bounded part of it. */
  look(contacts: readonly string[], from: string | undefined): Promise<Look>;
  /** False when it has changed since it was found, and is still there. */
  erase(held: Held): Promise<boolean>;
}

export interface Look {
  readonly found: readonly Held[];
  /** Items looked at. */
  readonly looked: number;
  /** Where to go on; absent at the end. */
  readonly next?: string;
}

export interface Held {
  /** `copy`: of a delivery that its queue has not taken yet. `entry`: of the error log. */
  readonly kind: 'session' | 'copy' | 'entry' | 'body';
  readonly key: string;
  readonly version?: number;
  readonly deliveryId?: string;
  readonly storedAtMs?: number;
  /** Somebody waits for what this leads to. */
  readonly wait?: HeldWait;
}

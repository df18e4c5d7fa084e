import type { Backlog, WaitingEvent } from './backlog.ts';

/**
 * Stores the backlogs, each under its conversation's reference. Every write may be made twice. A job is stored before its
 * event is listed, and deleted after it is removed. So a listed event without a job was erased, or has ended.
 */
export interface BacklogStore {
  /** Strongly consistent. Undefined when nothing waits. */
  load(conversation: string): Promise<Backlog | undefined>;
  loadJob(deliveryId: string): Promise<WaitingJob | undefined>;
  /**
   * Stores the event's job and lists it. `due`: it is the head, and must wait. Without it, a conversation that had no
   * backlog is due now. False when too many wait already.
   */
  add(event: NewWaitingEvent & { readonly job: string }, due?: Due): Promise<boolean>;
  /** Lists the event only. Its job is the copy of its delivery, which ingest stores. */
  list(event: NewWaitingEvent, signal?: AbortSignal): Promise<void>;
  /** Of the head. Only if the version is still `expectedVersion`, if that is given; returns whether it was set. */
  setDue(conversation: string, due: Due, expectedVersion?: number): Promise<boolean>;
  /** Takes the event from the list, then deletes its job. The next one is due then. */
  remove(conversation: string, event: WaitingEvent, nextDueAtMs: number): Promise<void>;
  /** The queue has taken the copy of this event. Nothing changes if it is no copy any more. */
  markSent(deliveryId: string, atMs: number): Promise<void>;
  /**
   * Takes a head that is a copy from the list, and deletes the copy: the queue has it. The next one is due then. False, and
   * nothing is changed, if the version is another: a worker has it already.
   */
  release(conversation: string, event: WaitingEvent, known: KnownBacklog): Promise<boolean>;
}

export interface KnownBacklog {
  readonly version: number;
  readonly nextDueAtMs: number;
}

export interface WaitingJob {
  readonly encoded: string;
  /** It is still the copy that ingest made, and the queue may have it too, under this deduplication id. */
  readonly copy?: { readonly deduplicationId: string; readonly sentAtMs?: number };
}

export interface NewWaitingEvent extends WaitingEvent {
  readonly conversation: string;
  readonly source: string;
}

export interface Due {
  readonly dueAtMs: number;
  /** Paused: it is what the head waits for. */
  readonly destination?: string;
}

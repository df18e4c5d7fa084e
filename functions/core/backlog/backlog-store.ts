import type { Backlog, WaitingEvent } from './backlog.ts';

/**
 * Stores the backlogs, each under its conversation's reference. Every write may be made twice. A job is stored before its
 * event is listed, and deleted after it is removed. So a listed event without a job was erased, or has ended.
 */
export interface BacklogStore {
  /** Strongly consistent. Undefined when nothing waits. */
  load(conversation: string): Promise<Backlog | undefined>;
  /** The encoded job of an event. */
  loadJob(deliveryId: string): Promise<string | undefined>;
  /**
   * Stores the event's job and lists it. `due`: it is the head, and must wait. Without it, a conversation that had no
   * backlog is due now. False when too many wait already.
   */
  add(event: NewWaitingEvent & { readonly job: string }, due?: Due): Promise<boolean>;
  /** Lists the event only. Its job is stored as the copy of its delivery. */
  list(event: NewWaitingEvent, signal?: AbortSignal): Promise<void>;
  /** Of the head. Only if the version is still `expectedVersion`, if that is given; returns whether it was set. */
  setDue(conversation: string, due: Due, expectedVersion?: number): Promise<boolean>;
  /** Takes the event from the list, then deletes its job. The next one is due then. */
  remove(conversation: string, event: WaitingEvent, nextDueAtMs: number): Promise<void>;
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

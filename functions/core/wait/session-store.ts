import type { Session } from './session.ts';

export interface StoredSession {
  /** Absent when there is none, or when it is past its expiry. */
  readonly session?: Session;
  /** 0 when nothing is stored. */
  readonly version: number;
  /** When the sweeper's list shows it. */
  readonly listedAtMs?: number;
}

export type Saved =
  | ({ readonly kind: 'saved' } & Omit<StoredSession, 'session'>)
  /** Another writer wrote in between. `current`: what is stored now, where the store tells it. */
  | { readonly kind: 'conflict'; readonly current?: StoredSession };

export interface SessionRecords {
  /** Sees every write that was confirmed before. */
  load(ref: string, signal?: AbortSignal): Promise<StoredSession>;
  /** One conditional write: only if the stored version is still the expected one. `job` is kept beside it. */
  save(session: Session, options: SaveOptions, signal?: AbortSignal): Promise<Saved>;
}

export interface SessionStore extends SessionRecords {
  /** The job kept for this session, while it may have to be requeued. */
  loadJob(ref: string): Promise<string | undefined>;
}

export interface SaveOptions {
  readonly expectedVersion: number;
  /** When the sweeper's list shows this cycle, at that version. */
  readonly listedAtMs?: number;
  readonly job?: string;
}

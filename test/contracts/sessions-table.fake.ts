// The table that the fakes of the session store, the due list, the delivery copies, the backlogs and the open waits share. It keeps
// text, so every load returns a new object, as with DynamoDB.
import type { Backlog } from '../../functions/core/backlog/backlog.ts';
import type { DeliveryCopy } from '../../functions/core/delivery/delivery-copies.ts';

export interface Row {
  /** Absent when nothing is due. */
  readonly dueAtMs?: number;
  readonly session?: SessionRow;
  readonly copy?: DeliveryCopy;
  /** Of a copy that waits in a backlog. */
  readonly sentAtMs?: number;
  readonly backlog?: Omit<Backlog, 'dueAtMs'>;
}

export interface SessionRow {
  readonly version: number;
  readonly doc: string;
  readonly job?: string;
  readonly expiresAtMs: number;
}

export type SessionsTable = Map<string, Row>;

export const sessionsTable = (): SessionsTable => new Map();

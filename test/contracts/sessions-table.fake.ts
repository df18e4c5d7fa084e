// The table that the fakes of the session store, the due list, the delivery copies, the backlogs and the open waits share. It keeps
// text, so every load returns a new object, as with DynamoDB.
import type { Backlog } from '../../functions/core/backlog/backlog.ts';
import type { DeliveryCopy } from '../../functions/core/delivery/delivery-copies.ts';
import { checkSession, type Session } from '../../functions/core/wait/session.ts';

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
  /** JSON of the whole session. */
  readonly doc: string;
  /** As the list showed it last. */
  readonly state?: string;
  readonly job?: string;
  readonly expiresAtMs: number;
}

export const sessionOfRow = ({ doc }: SessionRow): Session => checkSession(JSON.parse(doc));

export type SessionsTable = Map<string, Row>;

export const sessionsTable = (): SessionsTable => new Map();

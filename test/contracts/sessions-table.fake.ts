// What the twins of the session store, the due list and the delivery copies share, as their adapters share one
// table. Keeps text, as DynamoDB does: whoever loads a session gets an object of his own.
import type { DeliveryCopy } from '../../functions/core/delivery/delivery-copies.ts';

export interface Row {
  /** Only what somebody must look at again has it. */
  readonly dueAtMs?: number;
  readonly session?: SessionRow;
  readonly copy?: DeliveryCopy;
}

export interface SessionRow {
  readonly version: number;
  readonly doc: string;
  readonly job?: string;
  readonly expiresAtMs: number;
}

export type SessionsTable = Map<string, Row>;

export const sessionsTable = (): SessionsTable => new Map();

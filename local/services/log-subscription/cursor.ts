// How much of a log was delivered, kept in a file beside it. The file is complete at every kill, so that a run
// after a kill repeats exactly the batch that was being delivered.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import type { RotatedLog } from '../http-api/rotated-log.ts';

/** Whole lines of the log: the positions from `from` up to `to`. */
const batch = v.object({ from: v.number(), to: v.number(), atMs: v.number() });
export type Batch = v.InferOutput<typeof batch>;

const position = v.object({ deliveredTo: v.number(), pending: v.optional(batch) });

export interface Cursor {
  deliveredTo(): number;
  /** A batch whose delivery began and did not end. */
  pending(): Batch | undefined;
  begin(batch: Batch): void;
  end(batch: Batch): void;
}

/** Starts at the beginning when the log ends before what was delivered: somebody emptied it. */
export function openCursor(file: string, log: Pick<RotatedLog, 'start' | 'end'>): Cursor {
  let at: v.InferOutput<typeof position> = { deliveredTo: 0 };
  if (existsSync(file)) at = v.parse(position, JSON.parse(readFileSync(file, 'utf8')));
  if ((at.pending?.to ?? at.deliveredTo) > log.end()) at = { deliveredTo: log.start() };
  const keep = (next: typeof at) => {
    at = next;
    writeFileSync(`${file}.new`, JSON.stringify(at), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    deliveredTo: () => at.deliveredTo,
    pending: () => at.pending,
    begin: (pending) => keep({ ...at, pending }),
    end: ({ to }) => keep({ deliveredTo: to }),
  };
}

// A lock between processes: SQLite's file lock. The operating system releases it when the process ends, also by
// `kill -9`, so an old lock never remains.
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from './problem.ts';

/** Returns the function that releases the lock; undefined when another process still has it after `waitMs`. */
export function tryLock(file: string, waitMs: number): (() => void) | undefined {
  const database = new DatabaseSync(file, { timeout: waitMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return () => void (database.isOpen && database.close());
  } catch (cause) {
    database.close();
    if (messageOf(cause).includes('locked')) return undefined;
    throw cause;
  }
}

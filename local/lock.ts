// A lock between processes. It is SQLite's, held by the operating system: it goes with the process, `kill -9`
// included, so it can neither be left behind nor be mistaken.
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from './problem.ts';

/** What releases the lock; undefined when another process still holds it after `patienceMs`. */
export function tryLock(file: string, patienceMs: number): (() => void) | undefined {
  const database = new DatabaseSync(file, { timeout: patienceMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return () => void (database.isOpen && database.close());
  } catch (cause) {
    database.close();
    if (messageOf(cause).includes('locked')) return undefined;
    throw cause;
  }
}

// The directory with the state of a run: the engines' files, the generated secrets, the access log. Only one run at a
// time may use it.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { tryLock } from './lock.ts';
import { messageOf, Problem } from './problem.ts';
import { replaceSecret, storedSecret } from './services/secrets.ts';

/** A run that was just killed needs some time to end. */
const LOCK_WAIT_MS = 2000;

export interface DataDirectory {
  readonly path: string;
  readonly temporary: boolean;
  /** The last run was killed, so its last write may be incomplete. */
  readonly abandoned: boolean;
  /** The stored secret; a new one of `length` characters if there is none. */
  secret(logicalId: string, length: number): string;
  /** For the next run: this one has read the old text already. */
  replaceSecret(logicalId: string, text: string): void;
  /** Call when everything is written; without it the next run finds the state `abandoned`. */
  markComplete(): void;
  /** Removes the directory if it is temporary. May be called twice, also when the process exits. */
  close(): void;
}

/** @throws {Problem} when the directory cannot be used, or another run uses it. */
export function openDataDirectory(given: string | undefined): DataDirectory {
  const temporary = given === undefined;
  const path = temporary ? mkdtempSync(join(tmpdir(), 'acuse-')) : resolve(given);
  let release: (() => void) | undefined;
  try {
    makeDirectory(path);
    makeDirectory(join(path, 'secrets'), 0o700);
    makeDirectory(join(path, 'logs'), 0o700);
    release = tryLock(join(path, 'lock'), LOCK_WAIT_MS);
  } catch (cause) {
    const why = messageOf(cause);
    throw new Problem(`--data: this directory cannot be used (${why}). Name another directory.`, 2, {
      cause,
    });
  }
  if (!release) {
    throw new Problem(
      '--data: another run uses this directory. Stop that run, or name another directory.',
      2,
    );
  }
  const running = join(path, 'running');
  const abandoned = existsSync(running);
  writeFileSync(running, '');
  const secretFile = (logicalId: string) => join(path, 'secrets', logicalId);
  return {
    path,
    temporary,
    abandoned,
    secret: (logicalId, length) => storedSecret(secretFile(logicalId), length),
    replaceSecret: (logicalId, text) => replaceSecret(secretFile(logicalId), text),
    markComplete: () => rmSync(running, { force: true }),
    close() {
      release();
      // An engine may still be writing into it.
      if (temporary) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Like `mkdirSync` with `recursive`, which never returns below a directory like /proc, where none can be made. */
function makeDirectory(path: string, mode?: number): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path, { mode });
}

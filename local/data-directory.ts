// Where a run keeps its state: the engines' files, the generated secrets, the access log. One run at a time.
import { randomInt } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { tryLock } from './lock.ts';
import { messageOf, Problem } from './problem.ts';
import type { SecretSettings } from './template/read-plan.ts';

/** A run that was just killed needs a moment to be gone. */
const LOCK_PATIENCE_MS = 2000;

export interface DataDirectory {
  readonly path: string;
  readonly temporary: boolean;
  /** The state comes from a run that was killed, so it may be half written. */
  readonly abandoned: boolean;
  secret(logicalId: string, settings: SecretSettings): string;
  /** Says that everything was written; without it the next run takes the state for abandoned. */
  markComplete(): void;
  /** Removes the directory if it is temporary. May be called twice, and is the last thing a process can do. */
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
    release = tryLock(join(path, 'lock'), LOCK_PATIENCE_MS);
  } catch (cause) {
    const why = messageOf(cause);
    throw new Problem(`--data: this directory cannot be used (${why}). Name another directory.`, 2, {
      cause,
    });
  }
  if (!release) {
    throw new Problem('--data: another run uses this directory. End that run, or name another directory.', 2);
  }
  const running = join(path, 'running');
  const abandoned = existsSync(running);
  writeFileSync(running, '');
  return {
    path,
    temporary,
    abandoned,
    secret: (logicalId, settings) => keptSecret(join(path, 'secrets', logicalId), settings),
    markComplete: () => rmSync(running, { force: true }),
    close() {
      release();
      if (temporary) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** As `mkdirSync` with `recursive`, which never returns beneath a directory that can hold none, such as /proc. */
function makeDirectory(path: string, mode?: number): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path, { mode });
}

/** Whole or not there at all, whenever the process dies: written beside and renamed. */
function keptSecret(file: string, settings: SecretSettings): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const secret = generateSecret(settings);
  writeFileSync(`${file}.new`, secret, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return secret;
}

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function generateSecret({
  PasswordLength,
  ExcludePunctuation,
  ExcludeCharacters,
}: SecretSettings): string {
  const alphabet = [...(ExcludePunctuation ? ALPHANUMERIC : ALPHANUMERIC + PUNCTUATION)].filter(
    (character) => !ExcludeCharacters.includes(character),
  );
  return Array.from({ length: PasswordLength }, () => alphabet[randomInt(alphabet.length)]).join('');
}

// Secrets Manager: generates a secret once and keeps its text in a file that only the user can read.
import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The stored secret; a new one of `length` letters and digits if there is none. */
export function storedSecret(file: string, length: number): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const secret = Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  replaceSecret(file, secret);
  return secret;
}

/** Complete at every kill: the file has the old text or the new one. */
export function replaceSecret(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

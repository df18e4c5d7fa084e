// Reads a file that an option names, or standard input for `-`.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandError } from './command.ts';

/** What an option that takes a file is, to read standard input in its place. */
export const STANDARD_INPUT = '-';

/** As text. @throws {CommandError} */
export const readContent = (path: string): Promise<string> =>
  reading(path, () => (path === STANDARD_INPUT ? text(process.stdin) : readFile(path, 'utf8')));

/** Of a file only. @throws {CommandError} */
export const readBytes = (path: string): Promise<Uint8Array> => reading(path, () => readFile(path));

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new CommandError(`The file ${path} cannot be read. Check its path, and that you may read it.`, {
      cause,
    });
  }
}

// Reads a file that an option names, or standard input for `-`.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandError } from './command.ts';

/** What an option that takes a file is, to read standard input in its place. */
export const STANDARD_INPUT = '-';

/** @throws {CommandError} */
export async function readContent(path: string): Promise<string> {
  try {
    return path === STANDARD_INPUT ? await text(process.stdin) : await readFile(path, 'utf8');
  } catch (cause) {
    throw new CommandError(`The file ${path} cannot be read. Check its path, and that you may read it.`, {
      cause,
    });
  }
}

// Asks for confirmation before a command changes many entries. Needs a terminal: a script uses --yes.
import { createInterface } from 'node:readline/promises';
import { CommandError } from './command.ts';

/** @throws {CommandError} without a terminal. */
export async function askConfirmation(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new CommandError(`${question} Without a terminal, confirm with --yes.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

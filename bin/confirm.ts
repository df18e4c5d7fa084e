// Asks before something is done to many. Only at a terminal: a script says --yes.
import { createInterface } from 'node:readline/promises';
import { CommandError } from './command.ts';

/** @throws {CommandError} when nobody is there to answer. */
export async function askConfirmation(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new CommandError(`${question} Say --yes: nobody is here to be asked.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

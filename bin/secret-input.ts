// Reads secret values from a pipe, or from a prompt without echo. A command line would expose them in the shell
// history and in process lists.
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from './command.ts';

let piped: AsyncIterator<string> | undefined;

/** One line. @throws {CommandError} when the line is missing or empty. */
export async function askSecret(question: string): Promise<string> {
  const line = process.stdin.isTTY ? await prompt(question) : await nextPiped();
  const value = line?.trim() ?? '';
  if (value === '')
    throw new CommandError(`No value for: ${question}. Type it, or pipe it in, one value a line.`);
  return value;
}

async function nextPiped(): Promise<string | undefined> {
  piped ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const { value, done } = await piped.next();
  return done ? undefined : value;
}

async function prompt(question: string): Promise<string> {
  process.stderr.write(`${question}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal: Interface = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve) => {
    terminal.once('line', (line) => {
      terminal.close();
      process.stderr.write('\n');
      resolve(line);
    });
    terminal.once('close', () => resolve(''));
  });
}

// Values that no command line should hold, because shells remember and process lists show: from a pipe, or typed at
// a prompt that shows nothing.
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from './command.ts';

let piped: AsyncIterator<string> | undefined;

/** One line. @throws {CommandError} when there is none. */
export async function askSecret(question: string): Promise<string> {
  const line = process.stdin.isTTY ? await prompt(question) : await nextPiped();
  const value = line?.trim() ?? '';
  if (value === '')
    throw new CommandError(`No value for: ${question}. Pipe one in, a line each, or type it.`);
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

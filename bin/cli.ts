// The command line: npx acuse <command> (bin/acuse.mjs). It finds the command, runs it and prints the answer.
import { CommandError, UsageError } from './command.ts';
import { PROGRAM } from './command-list.ts';
import { askConfirmation } from './confirm.ts';
import { readContent } from './file-input.ts';
import { interruption, whenInterrupted } from './interruption.ts';
import { plainText, styledText } from './plain-text.ts';
import { parseCommandLine } from './program.ts';
import { askSecret } from './secret-input.ts';
import { targetOf } from './target.ts';

const argv = process.argv.slice(2);

async function main(): Promise<string | undefined> {
  const parsed = await parseCommandLine(argv, PROGRAM);
  if (parsed.kind === 'text') return parsed.text;
  const { command, args, given } = parsed;
  const target = targetOf({
    local: given.text('local'),
    stack: given.text('stack'),
    environment: process.env['ACUSE_LOCAL'],
  });
  const json = given.flag('json');
  const terminal = {
    secret: askSecret,
    content: readContent,
    confirm: askConfirmation,
    whenInterrupted,
    interruption,
    say(text: string, value?: unknown) {
      if (!json) console.log(styledText(text));
      else if (value !== undefined) console.log(JSON.stringify(value));
    },
  };
  const answer = await command.run(target, { args, ...given, ...terminal });
  if (!answer) return undefined;
  process.exitCode = answer.exitCode ?? 0;
  return plainText(json ? JSON.stringify(answer.json) : answer.text);
}

interface Failure {
  readonly code: 'usage' | 'failed' | 'bug';
  readonly message: string;
  readonly exitCode: number;
}

function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) {
    const help = `See npx acuse ${error.command === undefined ? '' : `${error.command} `}--help`;
    return { code: 'usage', message: `${error.message}. ${help}`, exitCode: 2 };
  }
  if (error instanceof CommandError) return { code: 'failed', message: error.message, exitCode: 1 };
  // A bug of Acuse, so its stack is shown.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'bug', message, exitCode: 1 };
}

try {
  const text = await main();
  if (text !== undefined) console.log(text);
} catch (error) {
  const { exitCode, ...failure } = failureOf(error);
  const json = argv.includes('--json');
  console.error(json ? JSON.stringify({ error: failure }) : `acuse: ${plainText(failure.message)}`);
  process.exitCode = exitCode;
}

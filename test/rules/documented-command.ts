// The commands that a page shows: what the command line makes of them, without a process for each.
import { CommandError } from '../../bin/command.ts';
import { PROGRAM } from '../../bin/command-list.ts';
import { parseCommandLine } from '../../bin/program.ts';

/** As the command line reads it. @throws {UsageError} */
export async function parse(line: string) {
  const parsed = await parseCommandLine(line.split(/\s+/), PROGRAM);
  if (parsed.kind === 'run') return parsed;
  throw new Error(`${line} is no command.`);
}

/** No run is there: what a command that is right says. @throws the error of one that is wrong. */
export async function runWithoutDeployment(line: string): Promise<string> {
  const { command, args, given } = await parse(line);
  const input = {
    args,
    ...given,
    content: async () => '{"url":"https://crm.example"}',
    secret: async () => 'invented',
    confirm: async () => true,
    say: () => undefined,
    interruption: () => AbortSignal.timeout(60_000),
    whenInterrupted: () => undefined,
  };
  try {
    await command.run({ kind: 'local', baseUrl: 'http://127.0.0.1:1' }, input);
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
  throw new Error(`${line} worked without a run.`);
}

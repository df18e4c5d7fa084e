// The operator's command: npm run acuse -- <command>. It reads the command line, runs the command and prints
// its answer; what commands can do is in bin/commands, one file each and one line in the list below.
import { parseArgs } from 'node:util';
import { type Command, CommandError, type Target, UsageError } from './command.ts';
import { urls } from './commands/urls.ts';

const COMMANDS: readonly Command[] = [urls];

const LOCAL_BASE_URL = 'http://127.0.0.1:8787';
const STACK = 'Acuse';

const HELP = `Usage: npm run acuse -- <command> [options]

Commands:
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join('\n')}

Options:
  --stack <name>     the deployed stack, with your AWS credentials (default ${STACK})
  --local [baseUrl]  a local run instead (default ${LOCAL_BASE_URL})
  --json             prints one JSON value
  --help             shows this`;

async function main(args: readonly string[]): Promise<string> {
  const { values, positionals } = parse(args);
  if (values.help) return HELP;
  const [name, ...rest] = positionals;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) throw new UsageError(name === undefined ? 'No command given' : `There is no command ${name}`);
  if (rest.length > 0) throw new UsageError(`${command.name} takes no ${rest.join(' ')}`);
  const answer = await command.run(targetOf(values));
  return values.json ? JSON.stringify(answer.json) : answer.text;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: withLocalDefault(args),
      allowPositionals: true,
      options: {
        local: { type: 'string' },
        stack: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    // Only the first sentence: the rest is advice about escaping, on lines of its own.
    const [problem = 'Bad option'] = String(error instanceof Error ? error.message : error).split(
      /\.?\s*\n|\. /,
    );
    throw new UsageError(problem);
  }
}

/** `parseArgs` knows no option with an optional value: a `--local` that no URL follows gets the usual one. */
function withLocalDefault(args: readonly string[]): string[] {
  return args.map((arg, at) =>
    arg === '--local' && !/^https?:/.test(args[at + 1] ?? '') ? `--local=${LOCAL_BASE_URL}` : arg,
  );
}

function targetOf({ local, stack }: { local?: string; stack?: string }): Target {
  if (local === undefined) return { kind: 'stack', name: stack ?? STACK };
  if (stack !== undefined) throw new UsageError('--local and --stack exclude each other');
  if (!/^https?:$/.test(URL.parse(local)?.protocol ?? '')) {
    throw new UsageError(`--local takes a base URL such as ${LOCAL_BASE_URL}, not ${local}`);
  }
  return { kind: 'local', baseUrl: local.replace(/\/+$/, '') };
}

try {
  console.log(await main(process.argv.slice(2)));
} catch (error) {
  const [message, code] =
    error instanceof UsageError
      ? [`${error.message}. See npm run acuse -- --help`, 2]
      : error instanceof CommandError
        ? [error.message, 1]
        : [error instanceof Error ? (error.stack ?? error.message) : String(error), 1];
  console.error(`acuse: ${message}`);
  process.exitCode = code;
}

// The command line: npm run acuse -- <command>. It reads the arguments, runs the command and prints the answer.
// Each command has a file in bin/commands and a line in the list below.
import { parseArgs } from 'node:util';
import { KEY_IS_ASKED_FOR } from './api-keys.ts';
import { type CliCommand, CommandError, type CommandOption, type Target, UsageError } from './command.ts';
import { dismiss } from './commands/dismiss.ts';
import { erase } from './commands/erase.ts';
import { failures } from './commands/failures.ts';
import { key } from './commands/key.ts';
import { replay } from './commands/replay.ts';
import { resume } from './commands/resume.ts';
import { retry } from './commands/retry.ts';
import { sessions } from './commands/sessions.ts';
import { source } from './commands/source.ts';
import { stats } from './commands/stats.ts';
import { test } from './commands/test.ts';
import { urls } from './commands/urls.ts';
import { askConfirmation } from './confirm.ts';
import { withOptionalValues } from './optional-values.ts';
import { plainText } from './plain-text.ts';
import { askSecret } from './secret-input.ts';

const COMMANDS: readonly CliCommand[] = [
  urls,
  ...source,
  test,
  stats,
  sessions,
  resume,
  retry,
  failures,
  replay,
  dismiss,
  erase,
  ...key,
];

const LOCAL_BASE_URL = 'http://127.0.0.1:8787';
const STACK = 'Acuse';

const COMMON: Readonly<Record<string, CommandOption>> = {
  local: { type: 'string', optional: { name: 'baseUrl', value: /^https?:/, without: LOCAL_BASE_URL } },
  stack: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

const OPTIONS: Readonly<Record<string, CommandOption>> = Object.assign(
  {},
  ...COMMANDS.map(({ options }) => options),
  COMMON,
);

const HELP = `Usage: npm run acuse -- <command> [options]

Commands:
${COMMANDS.map((command) => `  ${usageOf(command)}\n      ${command.summary}`).join('\n')}

Options:
  --stack <name>     use a deployed stack, with your AWS credentials (default ${STACK})
  --local [baseUrl]  use a local run (default ${LOCAL_BASE_URL})
  --json             print one JSON value
  --help             show this help`;

function usageOf({ name, takes = [], rest, options = {} }: CliCommand): string {
  const flags = Object.entries(options).map(
    ([option, { type, optional }]) =>
      `[--${option}${type === 'boolean' ? '' : optional ? ` [${optional.name}]` : ' …'}]`,
  );
  return [
    name,
    ...takes.map((argument) => `<${argument}>`),
    ...(rest ? [`[<${rest}> …]`] : []),
    ...flags,
  ].join(' ');
}

async function main(argv: readonly string[]): Promise<string> {
  const { values, positionals } = parse(argv);
  if (values['help']) return HELP;
  const command = find(positionals);
  const args = positionals.slice(command.name.split(' ').length);
  const { takes = [], rest, options = {} } = command;
  const missing = takes[args.length];
  if (missing !== undefined) throw new UsageError(`${command.name} needs a ${missing}: ${usageOf(command)}`);
  if (args.length > takes.length && rest === undefined) {
    // It may be the key.
    if ('api-key' in values) throw new UsageError(KEY_IS_ASKED_FOR);
    throw new UsageError(`${command.name} does not take ${args.slice(takes.length).join(' ')}`);
  }
  const unknown = Object.keys(values).find((option) => !(option in COMMON) && !(option in options));
  if (unknown !== undefined) throw new UsageError(`${command.name} has no option --${unknown}`);
  const answer = await command.run(targetOf(textOf(values['local']), textOf(values['stack'])), {
    args,
    text: (option) => textOf(values[option]),
    texts: (option) => [values[option] ?? []].flat().filter((value) => typeof value === 'string'),
    flag: (option) => values[option] === true,
    secret: askSecret,
    confirm: askConfirmation,
  });
  process.exitCode = answer.exitCode ?? 0;
  return plainText(values['json'] ? JSON.stringify(answer.json) : answer.text);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function find(positionals: readonly string[]): CliCommand {
  const [first, second] = positionals;
  if (first === undefined) throw new UsageError('No command given');
  const command =
    COMMANDS.find(({ name }) => name === `${first} ${second}`) ?? COMMANDS.find(({ name }) => name === first);
  if (command) return command;
  const family = COMMANDS.filter(({ name }) => name.startsWith(`${first} `)).map(
    ({ name }) => name.split(' ')[1],
  );
  if (family.length > 0) throw new UsageError(`${first} needs one of ${family.join(', ')}`);
  throw new UsageError(`There is no command ${first}`);
}

function parse(argv: readonly string[]): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({
      args: withOptionalValues(argv, OPTIONS),
      allowPositionals: true,
      options: OPTIONS,
    });
  } catch (error) {
    // Only the first sentence. The other lines explain escaping.
    const [problem = 'Bad option'] = String(error instanceof Error ? error.message : error).split(
      /\.?\s*\n|\. /,
    );
    throw new UsageError(problem);
  }
}

function targetOf(local: string | undefined, stack: string | undefined): Target {
  if (local === undefined) return { kind: 'stack', name: stack ?? STACK };
  if (stack !== undefined) throw new UsageError('Use --local or --stack, not both');
  if (!/^https?:$/.test(URL.parse(local)?.protocol ?? '')) {
    throw new UsageError(`--local needs a base URL such as ${LOCAL_BASE_URL}, not ${local}`);
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

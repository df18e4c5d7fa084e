// The parser of the command line and its help, made from the list of commands. Commander does the parsing.
import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander';
import { KEY_IS_ASKED_FOR } from './api-keys.ts';
import {
  type CliCommand,
  type CommandOption,
  type CommandOptions,
  commandNamed,
  UsageError,
} from './command.ts';
import { withOptionalValues } from './optional-values.ts';

/** What somebody typed: a command with its arguments and options, or a question that this text answers. */
export type Parsed =
  | {
      readonly kind: 'run';
      readonly command: CliCommand;
      readonly args: readonly string[];
      readonly given: Given;
    }
  | { readonly kind: 'text'; readonly text: string };

export interface Given {
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}

export interface ProgramFacts {
  readonly commands: readonly CliCommand[];
  /** Options of every command. */
  readonly common: CommandOptions;
  /** The first word of the second one in the help: `source add` stands under `source`. */
  readonly groups: Readonly<Record<string, string>>;
  readonly version: string;
}

/** @throws {UsageError} */
export async function parseCommandLine(argv: readonly string[], facts: ProgramFacts): Promise<Parsed> {
  const printed: string[] = [];
  let found: Parsed | undefined;
  const program = programOf(facts, printed, (command, args, given) => {
    found = { kind: 'run', command, args, given };
  });
  if (argv.length === 0) return { kind: 'text', text: program.helpInformation() };
  const options = Object.assign({}, ...facts.commands.map((command) => command.options), facts.common);
  try {
    await program.parseAsync(withOptionalValues(argv, options), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Asked for: the help or the version.
    if (error.exitCode !== 0) throw usageError(error, facts, argv);
  }
  return found ?? { kind: 'text', text: printed.join('').trimEnd() };
}

type Found = (command: CliCommand, args: readonly string[], given: Given) => void;

function programOf(
  { commands, common, groups, version }: ProgramFacts,
  printed: string[],
  found: Found,
): Command {
  /** Errors are thrown, and what is printed is collected. */
  const quiet = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => void printed.push(text), writeErr: () => undefined });
  const program = quiet(new Command('acuse'))
    .usage('<command> [options]')
    .description(
      'Webhooks of chat platforms: acknowledged at once, worked on afterwards, every conversation continued.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show the help; after a command, its own')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({ visibleCommands: namedCommands });
  for (const [name, option] of Object.entries(common)) program.addOption(optionOf(name, option));
  const parents = new Map<string, Command>();
  const parentOf = (group: string) => {
    const parent = parents.get(group) ?? quiet(program.command(group)).description(groups[group] ?? '');
    parents.set(group, parent.configureHelp({ visibleCommands: namedCommands }));
    return parent;
  };
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    const parent = second === undefined ? program : parentOf(first);
    const made = quiet(parent.command(second ?? first));
    describeCommand(made, command);
    made.action(() => found(command, made.args, givenTo(made)));
  }
  return program;
}

function describeCommand(
  made: Command,
  { takes = [], rest, options = {}, summary, examples }: CliCommand,
): void {
  made.description(summary).configureHelp({ showGlobalOptions: true });
  for (const argument of takes) made.argument(`<${argument}>`);
  if (rest !== undefined) made.argument(`[${rest}...]`);
  for (const [option, shape] of Object.entries(options)) made.addOption(optionOf(option, shape));
  made.addHelpText('after', `\nExamples:\n${examples.map((one) => `  npx acuse ${one}`).join('\n')}`);
}

/** Commander lists `help` too, which is only noise under a command of a group. */
function namedCommands(command: Command): Command[] {
  const visible = Help.prototype.visibleCommands.call(new Help(), command);
  return command.parent ? visible.filter((one) => one.name() !== 'help') : visible;
}

function optionOf(
  name: string,
  { type, value = 'value', meaning, optional, multiple }: CommandOption,
): Option {
  const shown = optional ? ` [${value}]` : ` <${value}>`;
  const option = new Option(`--${name}${type === 'string' ? shown : ''}`, meaning);
  if (type === 'boolean') return option;
  return multiple
    ? option.argParser<string[]>((text, before = []) => [...before, valueIn(text)])
    : option.argParser<string>(valueIn);
}

/** `--stack --json` has a forgotten name. */
function valueIn(text: string): string {
  if (/^--[a-z]/.test(text)) throw new InvalidArgumentError('It needs a value.');
  return text;
}

/** The values, by the names as they are typed. Commander keeps `--no-x` as `x` with the value false. */
function givenTo(command: Command): Given {
  const values: Readonly<Record<string, unknown>> = command.optsWithGlobals();
  const of = (option: string) => values[new Option(`--${option}`).attributeName()];
  return {
    text: (option) => textOf(of(option)),
    texts: (option) => [of(option) ?? []].flat().filter((one) => typeof one === 'string'),
    flag: (option) => of(option) === !option.startsWith('no-'),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Commander's own message, in one line, with the help that helps. */
function usageError(
  { code, message }: CommanderError,
  facts: ProgramFacts,
  argv: readonly string[],
): UsageError {
  const command = commandNamed(
    argv.filter((word) => !word.startsWith('-')),
    facts.commands,
  );
  if (code === 'commander.help') return new UsageError(groupNeeds(argv, facts.commands));
  // It may be the key.
  if (code === 'commander.excessArguments' && argv.includes('--api-key'))
    return new UsageError(KEY_IS_ASKED_FOR);
  const text = message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  return new UsageError(
    command && !text.includes(command.name) ? `${command.name}: ${text}` : text,
    command?.name,
  );
}

function groupNeeds(argv: readonly string[], commands: readonly CliCommand[]): string {
  const group = argv.find((word) => commands.some(({ name }) => name.startsWith(`${word} `))) ?? '';
  const family = commands
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name }) => name.split(' ')[1]);
  return `${group} needs one of ${family.join(', ')}`;
}

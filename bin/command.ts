// The interface of a command, and its two kinds of error. A command returns its answer as text and as JSON;
// bin/cli.ts prints it, and bin/program.ts makes the help from what stands here.

/** Where a command acts: a local run (base URL) or a deployed stack (name). */
export type Target =
  | { readonly kind: 'local'; readonly baseUrl: string }
  | { readonly kind: 'stack'; readonly name: string };

export interface CommandAnswer {
  readonly text: string;
  readonly json: unknown;
  /** The exit code, if not 0: only a part was done. */
  readonly exitCode?: number;
}

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** One line for the help. */
  readonly meaning: string;
  /** What stands for the value in the help: `name`, `seconds`. */
  readonly value?: string;
  /** It can be given several times. */
  readonly multiple?: true;
  /** It may stand without a value, for `without`: the next argument is its value only where `value` matches it. */
  readonly optional?: { readonly value: RegExp; readonly without: string };
  /** Values that the shell can complete. */
  readonly completes?: readonly string[];
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

export interface CliCommand {
  /** One word or two: `urls`, `source add`. */
  readonly name: string;
  /** The names of the required arguments. */
  readonly takes?: readonly string[];
  /** The name of further arguments, any number. */
  readonly rest?: string;
  /** The options of this command. */
  readonly options?: CommandOptions;
  /** One line. */
  readonly summary: string;
  /** Two, without `acuse` in front. */
  readonly examples: readonly [string, string, ...string[]];
  /** Undefined: all has been said with `say`. */
  readonly run: (target: Target, input: Input) => Promise<CommandAnswer | undefined>;
}

/** The command that the first words name; an option between them is left out by the caller. */
export const commandNamed = (
  words: readonly string[],
  commands: readonly CliCommand[],
): CliCommand | undefined =>
  commands.find(({ name }) => name === words.slice(0, 2).join(' ')) ??
  commands.find(({ name }) => name === words[0]);

export interface Input {
  /** The required arguments, then the further ones. */
  readonly args: readonly string[];
  text(option: string): string | undefined;
  /** All values of an option that can repeat. */
  texts(option: string): readonly string[];
  flag(option: string): boolean;
  /** What is in a file, or in standard input for `-`. @throws {CommandError} */
  content(path: string): Promise<string>;
  /** Reads a value that must not be on a command line: from a pipe, or from a prompt without echo. */
  secret(question: string): Promise<string>;
  /** @throws {CommandError} without a terminal. */
  confirm(question: string): Promise<boolean>;
  /** Prints a line now, before the answer. `json`: what stands for it with --json; absent: nothing does. */
  say(text: string, json?: unknown): void;
  /** From the call on, Ctrl-C does not end the command but aborts this. */
  interruption(): AbortSignal;
  /** Until the next call, Ctrl-C prints this: how far the command got, and how to go on. */
  whenInterrupted(text: () => string): void;
}

/** The command line is invalid: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Whose help says more; absent: the help of all. */
  readonly command: string | undefined;

  constructor(message: string, command?: string) {
    super(message);
    this.command = command;
  }
}

/** The command is valid and fails: exit code 1. The message says what to do next. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** The first argument. `name`: what it is, for the error. @throws {UsageError} when it is missing or empty. */
export function firstArgument({ args }: Pick<Input, 'args'>, name: string): string {
  const [first] = args;
  if (first) return first;
  throw new UsageError(`The ${name} is missing or empty`);
}

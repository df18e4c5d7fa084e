// What a command of the operator is, and the two ways in which one fails. A command gives its answer twice, for
// a person and as JSON; printing is the command line's.
import type { ParseArgsOptionsConfig } from 'node:util';

/** Where a command acts: on a local run by its base URL, or on a deployed stack by its name. */
export type Target =
  | { readonly kind: 'local'; readonly baseUrl: string }
  | { readonly kind: 'stack'; readonly name: string };

export interface CommandAnswer {
  readonly text: string;
  readonly json: unknown;
  /** What the program ends with, where that is not 0: it was done, but not all of it. */
  readonly exitCode?: number;
}

export interface CliCommand {
  /** One word or two: `urls`, `source add`. */
  readonly name: string;
  /** The arguments that must follow, by name. */
  readonly takes?: readonly string[];
  /** Any number more may follow, each of which is this. */
  readonly rest?: string;
  /** Options of its own. */
  readonly options?: ParseArgsOptionsConfig;
  readonly summary: string;
  readonly run: (target: Target, input: Input) => Promise<CommandAnswer>;
}

export interface Input {
  /** As many as the command takes, and the rest. */
  readonly args: readonly string[];
  text(option: string): string | undefined;
  /** Of an option that may be given several times. */
  texts(option: string): readonly string[];
  flag(option: string): boolean;
  /** Asks for values that no command line should hold: a line each, from a pipe or a prompt that shows nothing. */
  secret(question: string): Promise<string>;
  /** @throws {CommandError} when nobody is there to answer. */
  confirm(question: string): Promise<boolean>;
}

/** The command line makes no sense: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** It makes sense and cannot be done: exit code 1. The message says what to do next. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

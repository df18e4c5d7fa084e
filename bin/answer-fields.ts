// What may be said in a conversation, as the command line takes it: a fallback's, and an operator's own.
import { UsageError } from './command.ts';

const MAX_TEXT_CHARACTERS = 4096;
const MAX_NAME_CHARACTERS = 200;

/** @throws {UsageError} */
export function readText(option: string, text: string): string {
  if (text.trim() !== '' && text.length <= MAX_TEXT_CHARACTERS) return text;
  throw new UsageError(`--${option} needs a text of at most ${MAX_TEXT_CHARACTERS} characters`);
}

/** Of an intent or a team. @throws {UsageError} */
export function readName(option: string, text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= MAX_NAME_CHARACTERS) return name;
  throw new UsageError(`--${option} needs an id or a name of at most ${MAX_NAME_CHARACTERS} characters`);
}

/** `yes`, or a team. @throws {UsageError} */
export function readHandoff(option: string, text: string): { to?: string } {
  return text === 'yes' ? {} : { to: readName(option, text) };
}

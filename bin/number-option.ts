// Reads an option that is a whole number.
import { UsageError } from './command.ts';

export function numberOf(
  option: string,
  text: string | undefined,
  { default: usual, maximum }: { readonly default: number; readonly maximum: number },
): number {
  if (text === undefined) return usual;
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= maximum) return number;
  throw new UsageError(`--${option} needs a whole number from 1 to ${maximum}, not ${text}`);
}

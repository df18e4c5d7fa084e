// An option that is a whole number within bounds.
import { UsageError } from './command.ts';

export function numberOf(
  option: string,
  given: string | undefined,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  if (given === undefined) return usual;
  const number = /^\d{1,6}$/.test(given) ? Number(given) : 0;
  if (number >= 1 && number <= most) return number;
  throw new UsageError(`--${option} takes a whole number from 1 to ${most}, not ${given}`);
}

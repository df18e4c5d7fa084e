// Options that may stand without a value: each gets what it stands for. A parser would take any word that follows as
// the value, an argument too.
import type { CommandOptions } from './command.ts';

/** `--local` becomes `--local=1`, unless a base URL follows. What comes after `--` stays as it is. */
export function withOptionalValues(args: readonly string[], options: CommandOptions): string[] {
  const end = args.indexOf('--');
  return args.map((arg, at) => {
    if (end !== -1 && at >= end) return arg;
    const { optional } = (arg.startsWith('--') && options[arg.slice(2)]) || {};
    return optional && !optional.value.test(args[at + 1] ?? '') ? `${arg}=${optional.without}` : arg;
  });
}

// Options that may stand without a value. `parseArgs` has none, so each gets here what it stands for.
import type { CommandOption } from './command.ts';

/** The arguments for `parseArgs`: `--local` becomes `--local=http://127.0.0.1:8787`, unless a base URL follows. */
export function withOptionalValues(
  args: readonly string[],
  options: Readonly<Record<string, CommandOption>>,
): string[] {
  return args.map((arg, at) => {
    const { optional } = (arg.startsWith('--') && options[arg.slice(2)]) || {};
    return optional && !optional.value.test(args[at + 1] ?? '') ? `${arg}=${optional.without}` : arg;
  });
}

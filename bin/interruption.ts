// Ctrl-C in a command that takes long: it says how far it got and how to go on, and ends.

/** What a shell expects of a command that SIGINT has ended. */
const EXIT_CODE = 130;

let text: (() => string) | undefined;

/** Ctrl-C, or SIGTERM, is the usual end of a command that goes on for ever. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

export function whenInterrupted(describe: () => string): void {
  if (text === undefined)
    process.once('SIGINT', () => {
      process.stderr.write(`\nacuse: ${text?.()}\n`);
      process.exit(EXIT_CODE);
    });
  text = describe;
}

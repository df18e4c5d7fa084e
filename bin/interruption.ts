// Ctrl-C in a command that takes long: it says how far it got and how to go on, and ends.

/** What a shell expects of a command that SIGINT has ended. */
const EXIT_CODE = 130;

let text: (() => string) | undefined;

export function whenInterrupted(describe: () => string): void {
  if (text === undefined)
    process.once('SIGINT', () => {
      process.stderr.write(`\nacuse: ${text?.()}\n`);
      process.exit(EXIT_CODE);
    });
  text = describe;
}

// Why a run does not start or cannot continue, in one line for the person at the terminal: what happened, and what to
// do next. A message must never quote a given value, because it may be a secret.

export class Problem extends Error {
  override readonly name = 'Problem';
  /** 2: the command line has a mistake. 1: something is wrong with the app or this machine. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, ' '), options);
    this.exitCode = exitCode;
  }
}

/** The message of any caught value. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

// Why a run does not start or cannot go on, in one line for the person at the terminal: what, and what to do
// about it. Nothing here may quote a value that was given: it may be a secret.

export class Problem extends Error {
  override readonly name = 'Problem';
  /** 2: something that was given does not fit. 1: something about the app or this machine. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, ' '), options);
    this.exitCode = exitCode;
  }
}

/** For a caught value of which only the words matter. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

// One wide JSON line per delivery and per attempt, on standard output, where Lambda's log group reads it. Ten
// lines of our own instead of a logging library: nothing to load on a cold start (docs/decisions).

/** Past `console`, which on Lambda puts a time and a request id before the JSON. */
export const toStandardOutput = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export function jsonLog(fn: string, nowMs: () => number, print = toStandardOutput): Log {
  return {
    write(level, line) {
      print(JSON.stringify({ at: new Date(nowMs()).toISOString(), level, fn, ...line }));
    },
  };
}

/** What may be said of an error: its name and code. Its message may quote what it choked on. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `${error.name}${code}`;
}

/** One wide line per delivery and per attempt. Never a session id, token, phone number, name or body. */
export interface Log {
  write(level: 'info' | 'warn' | 'error', line: LogLine): void;
}

export type LogLine = { readonly event: string } & Readonly<
  Record<string, string | number | boolean | undefined>
>;

// The log: JSON lines on standard output, where Lambda reads them. No logging library, to keep cold starts short
// (docs/decisions/ten-lines-of-logging.md).

/**
 * Not with `console`, which on Lambda puts the JSON into a field of another JSON. A JSON line on standard output is stored
 * as it is, by its `level` and `timestamp`.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export const toStandardOutput = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export function jsonLog(fn: string, nowMs: () => number, print = toStandardOutput): Log {
  return {
    write(level, line) {
      print(JSON.stringify({ timestamp: new Date(nowMs()).toISOString(), level, fn, ...line }));
    },
  };
}

/** The name and code of an error. Its message is not logged, because it can contain private data. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `${error.name}${code}`;
}

/** One line for each delivery and each attempt. Never a session id, token, phone number, name or body. */
export interface Log {
  write(level: 'info' | 'warn' | 'error', line: LogLine): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type LogLine = { readonly event: string } & LogFields;

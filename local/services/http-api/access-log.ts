// The API's access log: one line a request in the stage's own format, in `logs/access.log` of the data directory.
// Only what the format asks for is written; a `$context` variable that is not known here stops the run.

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Problem } from '../../problem.ts';

/** By the name it has behind `$context.`; undefined becomes a dash, as API Gateway writes it. */
export type LogValues = Readonly<Record<(typeof VARIABLES)[number], string | number | undefined>>;

const VARIABLES = [
  'apiId',
  'httpMethod',
  'integrationErrorMessage',
  'integrationLatency',
  'integrationStatus',
  'path',
  'protocol',
  'requestId',
  'requestTime',
  'requestTimeEpoch',
  'responseLatency',
  'responseLength',
  'routeKey',
  'stage',
  'status',
] as const;

export interface AccessLog {
  write(values: LogValues): void;
  close(): void;
}

/** @throws {Problem} naming the variables of `format` that are not known here. */
export function openAccessLog(file: string, format: string | undefined): AccessLog {
  if (format === undefined) return { write: () => undefined, close: () => undefined };
  const known: readonly string[] = VARIABLES;
  const unknown = [...format.matchAll(/\$context\.([\w.]*\w)/g)].flatMap(([whole, name = '']) =>
    known.includes(name) ? [] : [whole],
  );
  if (unknown.length > 0)
    throw new Problem(`A local run does not know ${unknown.join(', ')} of the access log.`);
  const fd = openSync(file, 'a+', 0o600);
  // Killed in the middle of a line: the next one must not become part of it.
  if (/[^\n]$/.test(readFileSync(fd, 'latin1'))) writeSync(fd, '\n');
  return {
    write: (values) => {
      // At once and whole: a line that is written stays, though the run be killed in the next moment.
      writeSync(fd, `${lineOf(format, values)}\n`);
    },
    close: () => closeSync(fd),
  };
}

export function lineOf(format: string, values: LogValues): string {
  return format.replace(/\$context\.([\w.]*\w)/g, (_, name: keyof LogValues) => {
    // Inside a JSON format a value must not end its string: a path may hold a quote.
    return JSON.stringify(String(values[name] ?? '-')).slice(1, -1);
  });
}

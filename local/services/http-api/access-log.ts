// The API's access log: one line for each request, in the format of the stage, in `logs/access.log` of the data
// directory. A `$context` variable in the format that is not supported here stops the run.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Problem } from '../../problem.ts';

const VARIABLES = [
  'httpMethod',
  'integrationErrorMessage',
  'integrationLatency',
  'integrationStatus',
  'path',
  'requestId',
  'requestTimeEpoch',
  'responseLatency',
  'responseLength',
  'routeKey',
  'status',
] as const;

/** By the name after `$context.`; undefined becomes a dash, as API Gateway writes it. */
export type LogValues = Readonly<Record<(typeof VARIABLES)[number], string | number | undefined>>;

export interface AccessLog {
  write(values: LogValues): void;
  close(): void;
}

/** @throws {Problem} naming the variables of `format` that are not supported here. */
export function openAccessLog(file: string, format: string | undefined): AccessLog {
  if (format === undefined) return { write: () => undefined, close: () => undefined };
  const known: readonly string[] = VARIABLES;
  const unsupported = [...format.matchAll(/\$context\.([\w.]*\w)/g)].flatMap(([whole, name = '']) =>
    known.includes(name) ? [] : [whole],
  );
  if (unsupported.length > 0)
    throw new Problem(`A local run does not support ${unsupported.join(', ')} of the access log.`);
  const fd = openSync(file, 'a+', 0o600);
  // After a kill the last line may be incomplete: the next line must not become part of it.
  if (/[^\n]$/.test(readFileSync(fd, 'latin1'))) writeSync(fd, '\n');
  return {
    // Synchronous, in one write: a line that was written survives a kill.
    write: (values) => void writeSync(fd, `${lineOf(format, values)}\n`),
    close: () => closeSync(fd),
  };
}

function lineOf(format: string, values: LogValues): string {
  return format.replace(/\$context\.([\w.]*\w)/g, (_, name: keyof LogValues) => {
    // The format is JSON, and a path may contain a quote: it must not end the JSON string.
    return JSON.stringify(String(values[name] ?? '-')).slice(1, -1);
  });
}

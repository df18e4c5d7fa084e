// The API's access log: one line for each request, in the format of the stage. A `$context` variable in the format that is
// not supported here stops the run.
import { Problem } from '../../problem.ts';
import type { RotatedLog } from './rotated-log.ts';

const VARIABLES = [
  'httpMethod',
  'integrationErrorMessage',
  'path',
  'requestId',
  'requestTimeEpoch',
  'responseLatency',
  'status',
] as const;

/** By the name after `$context.`; undefined becomes a dash, as API Gateway writes it. */
export type LogValues = Readonly<Record<(typeof VARIABLES)[number], string | number | undefined>>;

export interface AccessLog {
  write(values: LogValues): void;
}

/** @throws {Problem} naming the variables of `format` that are not supported here. */
export function accessLogIn(log: Pick<RotatedLog, 'append'>, format: string | undefined): AccessLog {
  if (format === undefined) return { write: () => undefined };
  const known: readonly string[] = VARIABLES;
  const unsupported = [...format.matchAll(/\$context\.([\w.]*\w)/g)].flatMap(([whole, name = '']) =>
    known.includes(name) ? [] : [whole],
  );
  if (unsupported.length > 0)
    throw new Problem(`A local run does not support ${unsupported.join(', ')} of the access log.`);
  return { write: (values) => log.append(lineOf(format, values)) };
}

function lineOf(format: string, values: LogValues): string {
  return format.replace(/\$context\.([\w.]*\w)/g, (_, name: keyof LogValues) => {
    // The format is JSON, and a path may contain a quote: it must not end the JSON string.
    return JSON.stringify(String(values[name] ?? '-')).slice(1, -1);
  });
}

// Reads a POST from one line of the access log of the API. The path is untrusted: it can be encoded, malicious or very
// long. The settings decide whether its source exists.
import * as v from 'valibot';
import type { PostOutcome } from '../core/statistics/columns.ts';

export interface Post {
  readonly atMs: number;
  /** The source id in the path; undefined if the path cannot contain one. */
  readonly source: string | undefined;
  readonly result: PostOutcome;
  /** The time to the answer of the API; undefined if not measured. */
  readonly tookMs: number | undefined;
}

/** API Gateway writes every value as text, and `-` for a missing value. */
const line = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    time: v.pipe(v.string(), v.regex(/^\d{13}$/), v.transform(Number)),
    method: v.string(),
    path: v.string(),
    status: v.pipe(v.string(), v.regex(/^[1-9]\d\d$/), v.transform(Number)),
    responseLatencyMs: v.pipe(
      v.string(),
      v.regex(/^(\d{1,9}|-)$/),
      v.transform((text) => (text === '-' ? undefined : Number(text))),
    ),
  }),
);

/** `other`: not a POST to `/hooks`. `slowMs`: a 2xx above this time is slow. */
export function readLine(text: string, slowMs: number): Post | 'other' | 'unreadable' {
  const parsed = v.safeParse(line, text);
  if (!parsed.success) return 'unreadable';
  const { time, method, path, status, responseLatencyMs: tookMs } = parsed.output;
  const [root, first, ...rest] = path.split('/');
  if (method !== 'POST' || root !== '' || first !== 'hooks') return 'other';
  return { atMs: time, source: sourceIn(rest), result: resultOf(status, tookMs, slowMs), tookMs };
}

/** An id has at most 63 characters; percent encoding makes each one three characters. */
const MAX_ENCODED_LENGTH = 3 * 63;

function sourceIn([segment, ...more]: readonly string[]): string | undefined {
  if (segment === undefined || more.length > 0 || segment.length > MAX_ENCODED_LENGTH) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Every other status is an error: ingest and the API intentionally answer only 2xx and 4xx. */
function resultOf(status: number, tookMs: number | undefined, slowMs: number): PostOutcome {
  if (status >= 400 && status < 500) return 'rejected';
  if (status < 200 || status >= 300) return 'error';
  return tookMs !== undefined && tookMs > slowMs ? 'slow' : 'success';
}

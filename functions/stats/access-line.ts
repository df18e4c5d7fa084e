// One line of the API's access log → the POST that it tells of. The path is whatever somebody sent: encoded, hostile,
// endless. It names a source here, and only the settings say whether there is such a source.
import * as v from 'valibot';
import type { PostOutcome } from '../core/statistics/columns.ts';

export interface Post {
  readonly atMs: number;
  /** What stands in the path where a source's id would; undefined when the path cannot be a source's. */
  readonly source: string | undefined;
  readonly result: PostOutcome;
  /** Until the API had answered; undefined where it measured nothing. */
  readonly tookMs: number | undefined;
}

/** API Gateway puts every value into quotation marks, numbers too, and `-` where it has none. */
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

/** `other`: no POST, or not to `/hooks`. `slowMs`: up to so long, a 2xx is a success. */
export function readLine(text: string, slowMs: number): Post | 'other' | 'unreadable' {
  const parsed = v.safeParse(line, text);
  if (!parsed.success) return 'unreadable';
  const { time, method, path, status, responseLatencyMs: tookMs } = parsed.output;
  const [root, first, ...rest] = path.split('/');
  if (method !== 'POST' || root !== '' || first !== 'hooks') return 'other';
  return { atMs: time, source: sourceIn(rest), result: resultOf(status, tookMs, slowMs), tookMs };
}

/** An id has 63 characters; each may be sent as three. */
const LONGEST_ENCODED = 3 * 63;

function sourceIn([segment, ...more]: readonly string[]): string | undefined {
  if (segment === undefined || more.length > 0 || segment.length > LONGEST_ENCODED) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** What is neither 2xx nor 4xx is an error: ingest and the API answer nothing else on purpose. */
function resultOf(status: number, tookMs: number | undefined, slowMs: number): PostOutcome {
  if (status >= 400 && status < 500) return 'rejected';
  if (status < 200 || status >= 300) return 'error';
  return tookMs !== undefined && tookMs > slowMs ? 'slow' : 'success';
}

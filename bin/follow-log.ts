// Reads a log again and again, and gives each line once. A line may be found later than one that was written after it.
import type { Deployment } from './deployment.ts';
import type { LoggedLine } from './event-line.ts';
import type { LogQuery } from './log-query.ts';

/** A line that is found later than this after the newest one is missed. CloudWatch needs some seconds. */
const OVERLAP_MS = 60_000;

/** Each call gives the lines that are new since the call before, oldest first. */
export function followLog(log: Deployment['log'], query: LogQuery): () => Promise<LoggedLine[]> {
  let fromMs = query.sinceMs;
  /** Lines that were given and would be found again: their times by their ids. */
  const given = new Map<string, number>();
  return async () => {
    const found = await log({ ...query, sinceMs: fromMs });
    const fresh = found.filter(({ id }) => !given.has(id));
    for (const { id, line } of fresh) given.set(id, Date.parse(line.timestamp));
    const newestMs = Math.max(fromMs, ...given.values());
    fromMs = Math.max(query.sinceMs, newestMs - OVERLAP_MS);
    for (const [id, atMs] of given) if (atMs < fromMs) given.delete(id);
    return fresh.map(({ line }) => line);
  };
}

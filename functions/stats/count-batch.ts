// A batch of the access log → entries of the statistics. The same batch makes the same entries, so that a batch that
// comes twice counts once; a batch fails only when its entries cannot be written, never by what a line says.
import { createHash } from 'node:crypto';
import { STATISTICS } from '../core/policy.ts';
import type { Source } from '../core/source/source.ts';
import type { SourceDirectory } from '../core/source/source-directory.ts';
import {
  minuteOf,
  type Observation,
  type StatsEntry,
  tallyOf,
  UNKNOWN_SOURCE,
} from '../core/statistics/stats-entry.ts';
import type { StatsStore } from '../core/statistics/stats-store.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import { type Post, readLine } from './access-line.ts';
import type { SubscribedLine } from './log-batch.ts';

export interface CountPorts {
  readonly directory: SourceDirectory;
  readonly stats: StatsStore;
  readonly clock: Clock;
  readonly log: Log;
}

interface ReadLine {
  readonly line: SubscribedLine;
  readonly read: Post | 'unreadable';
}

/** @throws when the settings cannot be read or an entry not be written: nothing is lost yet, and all can be done again. */
export async function countBatch(
  lines: readonly SubscribedLine[],
  ports: CountPorts,
  slowMs: number,
): Promise<void> {
  const read = lines.flatMap((line): ReadLine[] => {
    const one = readLine(line.text, slowMs);
    return one === 'other' ? [] : [{ line, read: one }];
  });
  if (read.length === 0) return;
  const unreadable = read.filter((one) => one.read === 'unreadable').length;
  if (unreadable > 0) ports.log.write('warn', { event: 'unreadable', lines: unreadable });
  for (const pauseMs of [...STATISTICS.retryPausesMs, undefined]) {
    try {
      const known = await sourcesKnown(read, ports.directory);
      return await ports.stats.write(entriesOf(read, known));
    } catch (error) {
      ports.log.write('error', { event: 'stats_error', lines: read.length, error: errorName(error) });
      if (pauseMs === undefined) throw error;
      await ports.clock.sleep(pauseMs);
    }
  }
}

/**
 * Nobody guesses: with other settings the batch would make other entries, and count twice. A source that is not known
 * may have been made a moment before it was posted to, so the settings are read again, once for the whole batch.
 */
async function sourcesKnown(
  read: readonly ReadLine[],
  directory: SourceDirectory,
): Promise<ReadonlySet<string>> {
  const idsOf = (sources: readonly Source[]) => new Set(sources.map(({ id }) => id));
  const known = await directory.sources();
  const ids = known && idsOf(known);
  const strangers = read.flatMap(({ read: one }) =>
    one !== 'unreadable' && one.source !== undefined && !ids?.has(one.source) ? [one.atMs] : [],
  );
  if (ids && strangers.length === 0) return ids;
  const sources = await directory.sourcesSince(Math.max(0, ...strangers));
  if (sources) return idsOf(sources);
  throw new SettingsUnknownError('The settings of the sources cannot be read.');
}

export class SettingsUnknownError extends Error {
  override readonly name = 'SettingsUnknownError';
  readonly code = 'settings_unknown';
  readonly retryable = true;
}

interface Group {
  readonly of: Pick<StatsEntry, 'kind' | 'id' | 'minuteMs'>;
  readonly lines: string[];
  readonly happenings: Observation[];
}

/** One for each source and minute, by a writer that is the lines themselves. */
function entriesOf(read: readonly ReadLine[], known: ReadonlySet<string>): StatsEntry[] {
  const groups = new Map<string, Group>();
  for (const { line, read: one } of read) {
    const of = locationOf(line, one, known);
    const key = JSON.stringify(of);
    const group = groups.get(key) ?? { of, lines: [], happenings: [] };
    groups.set(key, group);
    group.lines.push(line.id);
    group.happenings.push(
      one === 'unreadable' ? { name: 'lines' } : { name: one.result, tookMs: one.tookMs },
    );
  }
  return [...groups.values()].map(({ of, lines, happenings }) => ({
    ...of,
    writer: digestOf(lines),
    tally: tallyOf(happenings),
  }));
}

function locationOf(
  line: SubscribedLine,
  read: Post | 'unreadable',
  known: ReadonlySet<string>,
): Group['of'] {
  if (read === 'unreadable') return { kind: 'unreadable', id: '', minuteMs: minuteOf(line.timestampMs) };
  const id = read.source !== undefined && known.has(read.source) ? read.source : UNKNOWN_SOURCE;
  return { kind: 'posts', id, minuteMs: minuteOf(read.atMs) };
}

/** 96 bits: enough for no two of the few batches of a minute to meet. */
const digestOf = (lineIds: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...lineIds].sort()))
    .digest('base64url')
    .slice(0, 16);

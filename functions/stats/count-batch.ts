// Counts a batch of the access log into a record of the statistics. The same batch always makes the same record, so a
// repeated batch counts once. A batch fails only if its record cannot be written, never because of its lines.
import { createHash } from 'node:crypto';
import { STATISTICS } from '../core/policy.ts';
import type { Source } from '../core/source/source.ts';
import type { SourceDirectory } from '../core/source/source-directory.ts';
import {
  minuteOf,
  type Observation,
  type StatsEntry,
  type StatsRecord,
  tallyOf,
  UNKNOWN_SOURCE,
} from '../core/statistics/stats-entry.ts';
import type { StatsCompaction, StatsStore } from '../core/statistics/stats-store.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import { type Post, readLine } from './access-line.ts';
import type { SubscribedLine } from './log-batch.ts';

export interface CountPorts {
  readonly directory: SourceDirectory;
  readonly stats: StatsStore;
  readonly compaction: StatsCompaction;
  readonly clock: Clock;
  readonly log: Log;
}

interface ReadLine {
  readonly line: SubscribedLine;
  readonly read: Post | 'unreadable';
}

/**
 * Then merges what has ended: whenever something is counted, the minutes before are merged.
 * @throws when the settings cannot be read or the record cannot be written. A retry of the batch is safe.
 */
export async function countBatch(
  lines: readonly SubscribedLine[],
  ports: CountPorts,
  slowMs: number,
): Promise<void> {
  const read = lines.flatMap((line): ReadLine[] => {
    const post = readLine(line.text, slowMs);
    return post === 'other' ? [] : [{ line, read: post }];
  });
  if (read.length === 0) return;
  const unreadable = read.filter((entry) => entry.read === 'unreadable').length;
  if (unreadable > 0) ports.log.write('warn', { event: 'unreadable', lines: unreadable });
  await writeRecord(read, ports);
  await ports.compaction.mergeEnded().catch((error) => {
    ports.log.write('warn', { event: 'stats_not_merged', error: errorName(error) });
  });
}

async function writeRecord(read: readonly ReadLine[], ports: CountPorts): Promise<void> {
  for (const delayMs of [...STATISTICS.retryPausesMs, undefined]) {
    try {
      const known = await sourcesKnown(read, ports.directory);
      const record = recordOf(read, known);
      await ports.stats.write(record);
      return await ports.compaction.mergeLate(record.minuteMs);
    } catch (error) {
      ports.log.write('error', { event: 'stats_error', lines: read.length, error: errorName(error) });
      if (delayMs === undefined) throw error;
      await ports.clock.sleep(delayMs);
    }
  }
}

/**
 * Requires the settings: without them a source would count as unknown. An unknown source can be new, so the settings are read again, once for each batch.
 */
async function sourcesKnown(
  read: readonly ReadLine[],
  directory: SourceDirectory,
): Promise<ReadonlySet<string>> {
  const idsOf = (sources: readonly Source[]) => new Set(sources.map(({ id }) => id));
  const known = await directory.sources();
  const ids = known && idsOf(known);
  const unknownAtMs = read.flatMap(({ read: post }) =>
    post !== 'unreadable' && post.source !== undefined && !ids?.has(post.source) ? [post.atMs] : [],
  );
  if (ids && unknownAtMs.length === 0) return ids;
  const sources = await directory.sourcesSince(Math.max(0, ...unknownAtMs));
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
  readonly observations: Observation[];
}

/** An entry for each source and minute. The writer is a digest of the line ids. */
function recordOf(read: readonly ReadLine[], known: ReadonlySet<string>): StatsRecord {
  const groups = new Map<string, Group>();
  for (const { line, read: post } of read) {
    const of = keyOf(line, post, known);
    const key = JSON.stringify(of);
    const group = groups.get(key) ?? { of, observations: [] };
    groups.set(key, group);
    group.observations.push(
      post === 'unreadable' ? { name: 'lines' } : { name: post.result, tookMs: post.tookMs },
    );
  }
  const entries = [...groups.values()].map(({ of, observations }) => ({
    ...of,
    tally: tallyOf(observations),
  }));
  return {
    minuteMs: Math.max(...entries.map(({ minuteMs }) => minuteMs)),
    writer: digestOf(read.map(({ line }) => line.id)),
    entries,
  };
}

function keyOf(line: SubscribedLine, read: Post | 'unreadable', known: ReadonlySet<string>): Group['of'] {
  if (read === 'unreadable') return { kind: 'unreadable', id: '', minuteMs: minuteOf(line.timestampMs) };
  const id = read.source !== undefined && known.has(read.source) ? read.source : UNKNOWN_SOURCE;
  return { kind: 'posts', id, minuteMs: minuteOf(read.atMs) };
}

/** 96 bits: no collisions in the few batches of a minute. */
const digestOf = (lineIds: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...lineIds].sort()))
    .digest('base64url')
    .slice(0, 16);

// acuse stats: outcomes and latencies of the last minutes, for each source and each destination.
import type { StatsReport } from '../../functions/core/statistics/report.ts';
import { breakerLines, publicBreaker } from '../breakers-text.ts';
import { type CliCommand, UsageError } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { noSource } from '../find-source.ts';
import { numberOf } from '../number-option.ts';
import { describeStats } from '../stats-text.ts';
import { SINCE, timeOf } from '../time-option.ts';

/** At most a week. Older statistics stay in the table. */
const MINUTES = { default: 30, maximum: 7 * 24 * 60 };

export const stats: CliCommand = {
  name: 'stats',
  options: {
    source: { type: 'string', value: 'id', meaning: 'only this source' },
    minutes: {
      type: 'string',
      value: 'n',
      meaning: `of the last minutes, 1 to ${MINUTES.maximum} (default ${MINUTES.default})`,
    },
    since: { ...SINCE, meaning: `in place of --minutes: ${SINCE.meaning}` },
  },
  summary: `Shows counts and latencies of the last ${MINUTES.default} minutes, of one source or all`,
  examples: ['stats --since 2h', 'stats --source treble --minutes 180'],
  run: async (target, { text }) => {
    const minutes = minutesOf({ minutes: text('minutes'), since: text('since') }, Date.now());
    const source = text('source');
    const { stats: reader, breakers: list, openWaits } = await openDeployment(target);
    const [report, breakers, waits] = await Promise.all([
      reader.read({ minutes, ...(source !== undefined && { source }) }),
      list.notClosed(),
      openWaits.open({ limit: 0, lateBeforeMs: Date.now() }),
    ]);
    if (source !== undefined && report.sources.length === 0) {
      throw noSource(source);
    }
    return {
      json: {
        conversations: { ...report.conversations, waiting: waits.count },
        ...withoutSeries(report),
        breakers: breakers.map(publicBreaker),
      },
      text: [
        describeStats(report, { source, waiting: waits.count }),
        breakerLines(breakers, Date.now()).join('\n'),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    };
  },
};

/** @throws {UsageError} */
function minutesOf(
  { minutes, since }: { minutes: string | undefined; since: string | undefined },
  nowMs: number,
): number {
  if (since === undefined) return numberOf('minutes', minutes, MINUTES);
  if (minutes !== undefined) throw new UsageError('stats needs --minutes or --since, not both');
  const asked = Math.ceil((nowMs - (timeOf('since', since, nowMs) ?? nowMs)) / 60_000);
  if (asked >= 1 && asked <= MINUTES.maximum) return asked;
  throw new UsageError('--since needs a time of the last 7 days');
}

/** The values of each minute are only for charts. */
function withoutSeries({ conversations: _conversations, sources, destinations, ...report }: StatsReport) {
  return {
    ...report,
    sources: sources.map(({ series: _series, ...source }) => source),
    destinations: destinations.map(({ series: _series, ...destination }) => destination),
  };
}

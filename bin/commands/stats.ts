// acuse stats: outcomes and latencies of the last minutes, for each source and each destination.
import type { StatsReport } from '../../functions/core/statistics/report.ts';
import { breakerLines, publicBreaker } from '../breakers-text.ts';
import { type CliCommand, CommandError } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { numberOf } from '../number-option.ts';
import { describeStats } from '../stats-text.ts';

/** At most one day. Older statistics stay in the table. */
const MINUTES = { default: 30, maximum: 1440 };

export const stats: CliCommand = {
  name: 'stats',
  options: {
    source: { type: 'string', value: 'id', meaning: 'only this source' },
    minutes: {
      type: 'string',
      value: 'n',
      meaning: `of the last minutes, 1 to ${MINUTES.maximum} (default ${MINUTES.default})`,
    },
  },
  summary: `Shows counts and latencies of the last ${MINUTES.default} minutes, of one source or all`,
  examples: ['stats', 'stats --source treble --minutes 180'],
  run: async (target, { text }) => {
    const minutes = numberOf('minutes', text('minutes'), MINUTES);
    const source = text('source');
    const { stats: reader, breakers: list, openWaits } = await openDeployment(target);
    const [report, breakers, waits] = await Promise.all([
      reader.read({ minutes, ...(source !== undefined && { source }) }),
      list.notClosed(),
      openWaits.open({ limit: 0, lateBeforeMs: Date.now() }),
    ]);
    if (source !== undefined && report.sources.length === 0) {
      throw new CommandError(`There is no source ${source}. npm run acuse -- source list shows them.`);
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

/** The values of each minute are only for charts. */
function withoutSeries({ conversations: _conversations, sources, destinations, ...report }: StatsReport) {
  return {
    ...report,
    sources: sources.map(({ series: _series, ...source }) => source),
    destinations: destinations.map(({ series: _series, ...destination }) => destination),
  };
}

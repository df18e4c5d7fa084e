// acuse stats: what became of the webhooks of the last minutes, how long they took, and how the destinations answer.
import type { StatsReport } from '../../functions/core/statistics/report.ts';
import { breakerLines, publicBreaker } from '../breakers-text.ts';
import { type CliCommand, CommandError } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { numberOf } from '../number-option.ts';
import { describeStats } from '../stats-text.ts';

/** A day: what is older is kept for the record, and for whoever queries the table. */
const MINUTES = { usual: 30, most: 1440 };

export const stats: CliCommand = {
  name: 'stats',
  options: { source: { type: 'string' }, minutes: { type: 'string' } },
  summary: `Shows counts and latencies of the last ${MINUTES.usual} minutes, of one source or all`,
  run: async (target, { text }) => {
    const minutes = numberOf('minutes', text('minutes'), MINUTES);
    const source = text('source');
    const { stats: reader, breakers: list } = await openDeployment(target);
    const [report, breakers] = await Promise.all([
      reader.read({ minutes, ...(source !== undefined && { source }) }),
      list.notClosed(),
    ]);
    if (source !== undefined && report.sources.length === 0) {
      throw new CommandError(`There is no source ${source}. npm run acuse -- source list shows them.`);
    }
    return {
      json: { ...withoutSeries(report), breakers: breakers.map(publicBreaker) },
      text: [describeStats(report, source), breakerLines(breakers, Date.now()).join('\n')]
        .filter((part) => part !== '')
        .join('\n\n'),
    };
  },
};

/** Each minute apart is for drawing: it would bury the figures. */
function withoutSeries({ sources, destinations, ...report }: StatsReport) {
  return {
    ...report,
    sources: sources.map(({ series: _series, ...source }) => source),
    destinations: destinations.map(({ series: _series, ...destination }) => destination),
  };
}

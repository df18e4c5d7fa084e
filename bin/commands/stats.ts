// acuse stats: what became of the webhooks of the last minutes, how long they took, and how the destinations answer.
import type { StatsReport } from '../../functions/shared/domain/report.ts';
import { breakerLines, publicBreaker } from '../breakers-text.ts';
import { type Command, CommandError, UsageError } from '../command.ts';
import { openDeployment } from '../deployment.ts';
import { describeStats } from '../stats-text.ts';

/** A day: what is older is kept for the record, and for whoever queries the table. */
const MOST_MINUTES = 1440;
const USUAL_MINUTES = 30;

export const stats: Command = {
  name: 'stats',
  options: { source: { type: 'string' }, minutes: { type: 'string' } },
  summary: `Shows counts and latencies of the last ${USUAL_MINUTES} minutes, of one source or all`,
  run: async (target, { text }) => {
    const minutes = minutesOf(text('minutes'));
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

function minutesOf(given: string | undefined): number {
  if (given === undefined) return USUAL_MINUTES;
  const minutes = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (minutes >= 1 && minutes <= MOST_MINUTES) return minutes;
  throw new UsageError(`--minutes takes a whole number from 1 to ${MOST_MINUTES}`);
}

/** Each minute apart is for drawing: it would bury the figures. */
function withoutSeries({ sources, destinations, ...report }: StatsReport) {
  return {
    ...report,
    sources: sources.map(({ series: _series, ...source }) => source),
    destinations: destinations.map(({ series: _series, ...destination }) => destination),
  };
}

// What a stack costs in a month in which nothing comes: the sweeper's runs, Lambda's polling, and what stands in the template.
import * as v from 'valibot';
import { METRICS } from '../functions/core/statistics/metrics.ts';
import type { CountingAws } from './counting-aws.ts';
import { ASSUMED_MS, type Functions, settleOutput } from './functions.ts';
import { type Amounts, dollars, MONTHLY } from './prices.ts';
import type { CountRow } from './report.ts';

/** Minutes of a month: as many runs of the sweeper. */
const MONTH = 43_800;

/** Lambda polls each queue with 5 long receives of 20 s at a time. */
const POLLS_A_MONTH = 2 * 5 * 3 * MONTH;

/** What stands in the template. */
const FIXED = {
  'AWS::CloudWatch::Dashboard': MONTHLY.dashboard.price,
  'AWS::KMS::Key': MONTHLY.key.price,
  'AWS::SecretsManager::Secret': MONTHLY.secret.price,
} as const;

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
}

const alarm = v.object({ Metrics: v.optional(v.array(v.object({ MetricStat: v.optional(v.unknown()) }))) });
const filter = v.object({ MetricTransformations: v.array(v.object({ MetricName: v.string() })) });

/** An alarm costs by the metrics that it watches: one, or those that its expression takes. */
function watchedMetrics(resources: Readonly<Record<string, TemplateResource>>): number {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => v.parse(alarm, Properties).Metrics?.filter(({ MetricStat }) => MetricStat))
    .reduce((sum, metrics) => sum + (metrics?.length ?? 1), 0);
}

/** Filters of several logs can count into one metric. */
function metricNames(resources: Readonly<Record<string, TemplateResource>>): ReadonlySet<string> {
  const names = Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    .flatMap(({ Properties }) => v.parse(filter, Properties).MetricTransformations);
  return new Set(names.map(({ MetricName }) => MetricName));
}

/** A run of the sweeper that finds nothing, 43,800 times, and what a stack has in any month. */
export async function idleMonth(
  resources: Readonly<Record<string, TemplateResource>>,
  aws: CountingAws,
  run: Functions,
): Promise<CountRow[]> {
  aws.take();
  run.takeLogBytes();
  await run.invoke('SweeperFunction', {});
  await settleOutput();
  const { requests, ...units } = aws.take();
  const count = (type: string) => Object.values(resources).filter(({ Type }) => Type === type).length;
  const run1: Amounts = {
    tableWrites: units.tableWrites,
    indexWrites: units.indexWrites,
    reads: units.reads,
    sqs: (requests['ReceiveMessage'] ?? 0) + (requests['GetQueueAttributes'] ?? 0) + POLLS_A_MONTH / MONTH,
    invocations: 1,
    megabyteSeconds: (run.memoryMb('SweeperFunction') * ASSUMED_MS.SweeperFunction) / 1000,
    logKilobytes: run.takeLogBytes() / 1000,
  };
  const parts = Object.entries(dollars(run1)).map(
    ([name, perMillion]) => [name, (perMillion * MONTH) / 1e6] as const,
  );
  const metrics = metricNames(resources).size + Object.keys(METRICS).length;
  const fixed = [
    ...Object.entries(FIXED).map(([type, price]) => [type, count(type) * price] as const),
    ['AWS::CloudWatch::Alarm', watchedMetrics(resources) * MONTHLY.alarm.price] as const,
    ['custom metrics', metrics * MONTHLY.customMetric.price] as const,
  ];
  const sum = (rows: readonly (readonly [string, number])[]) =>
    rows.reduce((total, [, part]) => total + part, 0);
  const inWords = (rows: readonly (readonly [string, number])[]) =>
    rows.map(([name, part]) => `${name} ${part.toFixed(2)}`).join(', ');
  return [
    {
      figure: 'an idle month: dollars for use, for what stands',
      value: `${sum(parts).toFixed(2)}, ${sum(fixed).toFixed(2)}`,
    },
    { figure: 'an idle month: by item', value: `${inWords(parts)}, ${inWords(fixed)}` },
  ];
}

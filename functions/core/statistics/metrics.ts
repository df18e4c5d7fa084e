// The metrics that alarms need and AWS does not have: their names, and the line that carries them. CloudWatch Logs
// makes metrics of such a line by itself, so nothing is called and nothing can fail.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

export const NAMESPACE = 'Acuse';

/** Tells two stacks in one account apart. */
export const DIMENSION = 'Stack';

export const METRICS = {
  /** Entries that nobody has replayed. */
  openErrorLogEntries: 'OpenErrorLogEntries',
  /** Conversations that still wait minutes after their deadline: nothing is decided, or Treble does not take it. */
  waitsPastDeadline: 'WaitsPastDeadline',
  /** Destinations that are paused. */
  openBreakers: 'OpenBreakers',
} as const;

/** Undefined is what could not be read. */
export type MetricValues = Readonly<Record<keyof typeof METRICS, number | undefined>>;

/** One line for the log, on a line of its own and with nothing before it; none where there is no value. */
export function metricsLine(stack: string, atMs: number, values: MetricValues): string | undefined {
  const present = [
    [METRICS.openErrorLogEntries, values.openErrorLogEntries],
    [METRICS.waitsPastDeadline, values.waitsPastDeadline],
    [METRICS.openBreakers, values.openBreakers],
  ].filter(([, value]) => value !== undefined);
  if (present.length === 0) return undefined;
  return JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [[DIMENSION]],
          Metrics: present.map(([Name]) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    [DIMENSION]: stack,
    ...Object.fromEntries(present),
  });
}

// The dashboard: the console as a custom widget, and below it the metrics of AWS. A user needs permission for
// dashboards and for the console function, see docs/console.md.
import { Aws, Duration, Fn } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  CustomWidget,
  GraphWidget,
  type IMetric,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

export interface DashboardProps {
  readonly console: IFunction;
  readonly api: Api;
  readonly queues: Queues;
  readonly tables: Tables;
  /** By the name in the legend of a graph. */
  readonly functions: Readonly<Record<string, IFunction>>;
}

/** A dashboard is 24 units wide. */
const FULL = 24;
const HALF = 12;

const MINUTE = { period: Duration.minutes(1) };

export class Dashboard extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', { dashboardName: Aws.STACK_NAME });
    dashboard.addWidgets(
      new CustomWidget({
        title: 'Acuse',
        functionArn: props.console.functionArn,
        width: FULL,
        // The height of a large screen; the widget scrolls.
        height: 20,
        updateOnRefresh: true,
        updateOnResize: false,
        // Always the last 30 minutes, not the range of the dashboard.
        updateOnTimeRangeChange: false,
      }),
    );
    dashboard.addWidgets(
      new TextWidget({
        markdown: 'Measured by AWS. For each alarm: docs/runbook.md.',
        width: FULL,
        height: 1,
      }),
    );
    for (const [left, right] of pairs(props)) dashboard.addWidgets(left, right);
    this.url = Fn.join('', [
      'https://console.aws.amazon.com/cloudwatch/home?region=',
      Aws.REGION,
      '#dashboards/dashboard/',
      Aws.STACK_NAME,
    ]);
  }
}

function pairs({ api, queues, tables, functions }: DashboardProps): [GraphWidget, GraphWidget][] {
  const every = Object.entries(functions);
  const all = [
    ['waits', queues.waits],
    ['events', queues.events],
    ['dead letters of waits', queues.waitsDeadLetter],
    ['dead letters of events', queues.eventsDeadLetter],
  ] as const;
  return [
    [
      graph(
        'Webhooks and errors',
        [api.metric('Count', Stats.SUM, 'requests')],
        [api.metric('4xx', Stats.SUM, '4xx'), api.metric('5xx', Stats.SUM, '5xx')],
      ),
      graph('Time to the answer of Acuse (ms)', [
        api.metric('Latency', 'p50', 'p50'),
        api.metric('Latency', 'p99', 'p99'),
      ]),
    ],
    [
      graph(
        'Messages in the queues',
        all.map(([label, queue]) => queue.metricApproximateNumberOfMessagesVisible({ ...MINUTE, label })),
      ),
      graph(
        'Age of the oldest message (s)',
        all.map(([label, queue]) => queue.metricApproximateAgeOfOldestMessage({ ...MINUTE, label })),
      ),
    ],
    [
      graph(
        'Functions: errors and throttles',
        every.map(([label, fn]) => fn.metricErrors({ ...MINUTE, label: `${label} errors` })),
        every.map(([label, fn]) => fn.metricThrottles({ ...MINUTE, label: `${label} throttles` })),
      ),
      graph(
        'Functions: duration, 99th percentile (ms)',
        every.map(([label, fn]) => fn.metricDuration({ ...MINUTE, statistic: 'p99', label })),
      ),
    ],
    [
      graph('DynamoDB: throttled requests', tables.all.flatMap(throttles)),
      graph(
        'Concurrent executions of functions',
        every.map(([label, fn]) =>
          fn.metric('ConcurrentExecutions', { ...MINUTE, statistic: Stats.MAXIMUM, label }),
        ),
      ),
    ],
  ];
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({
    title,
    left,
    right,
    width: HALF,
    height: 6,
    leftYAxis: { min: 0 },
    rightYAxis: { min: 0 },
  });
}

function throttles({ name, tableName }: { name: string; tableName: string }): Metric[] {
  return ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
    (metricName) =>
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName,
        dimensionsMap: { TableName: tableName },
        statistic: Stats.SUM,
        label: `${name} ${metricName === 'ReadThrottleEvents' ? 'reads' : 'writes'}`,
        ...MINUTE,
      }),
  );
}

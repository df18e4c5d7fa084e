// Metrics that CloudWatch counts in the logs by itself, for alarms: no function calls anything for them. A filter cannot use the
// stack as a dimension, so each stack has its own namespace.
import { Aws, Duration, Fn } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FilterPattern, type ILogGroup, type JsonPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { SILENT_REASONS } from '../functions/core/reason/reason.ts';
import { NAMESPACE } from '../functions/core/statistics/metrics.ts';

export interface LogMetricsProps {
  readonly accessLog: ILogGroup;
  readonly worker: NodejsFunction;
  readonly sweeper: NodejsFunction;
  readonly resume: NodejsFunction;
}

/** How long conversations are counted for the share of those without a result. */
const SHARE_PERIOD = Duration.minutes(15);

const MINUTE = Duration.minutes(1);

export class LogMetrics extends Construct {
  /** POSTs that the API answered so. Only POSTs count, so a wrong URL in a browser does not. */
  readonly unauthorised: Metric;
  readonly tooMany: Metric;
  /** Conversations that went on, in 15 minutes. */
  readonly withResult: Metric;
  readonly withoutResult: Metric;
  /** Calls of a platform's API that it refuses because of our key or its address. */
  readonly apiRefused: Metric;
  /** Errors that the worker has survived: Lambda does not count them. */
  readonly workerErrors: Metric;
  readonly newErrorLogEntries: Metric;

  constructor(scope: Construct, id: string, { accessLog, worker, sweeper, resume }: LogMetricsProps) {
    super(scope, id);
    const count = (metricName: string, pattern: JsonPattern, logs: readonly ILogGroup[], period = MINUTE) => {
      const [first] = logs.map((logGroup, at) =>
        new MetricFilter(this, at === 0 ? metricName : `${metricName}${at + 1}`, {
          logGroup,
          filterPattern: pattern,
          metricNamespace: Fn.join('/', [NAMESPACE, Aws.STACK_NAME]),
          metricName,
          metricValue: '1',
        }).metric({ period, statistic: Stats.SUM }),
      );
      if (!first) throw new Error(`The metric ${metricName} has no log.`);
      return first;
    };
    // The access log writes every value as text.
    const posts = (status: string) =>
      FilterPattern.all(
        FilterPattern.stringValue('$.status', '=', status),
        FilterPattern.stringValue('$.method', '=', 'POST'),
      );
    const deciding = [worker, sweeper, resume].map(({ logGroup }) => logGroup);
    this.unauthorised = count('Unauthorised', posts('401'), [accessLog]);
    this.tooMany = count('TooManyRequests', posts('429'), [accessLog]);
    this.withResult = count('WithResult', wentOn(is('outcome', 'done')), deciding, SHARE_PERIOD);
    this.withoutResult = count('WithoutResult', wentOn(WITHOUT), deciding, SHARE_PERIOD);
    this.apiRefused = count('ApiRefused', FilterPattern.booleanValue('$.configuration', true), deciding);
    this.workerErrors = count('WorkerErrors', WORKER_ERROR, [worker.logGroup]);
    this.newErrorLogEntries = count('NewErrorLogEntries', PARKED, deciding);
  }
}

const is = (field: string, value: string) => FilterPattern.stringValue(`$.${field}`, '=', value);
const isNot = (field: string, value: string) => FilterPattern.stringValue(`$.${field}`, '!=', value);

/** The line of a wait that was continued says how long it waited. */
const wentOn = (more: JsonPattern) =>
  FilterPattern.all(is('event', 'outcome'), FilterPattern.numberValue('$.waitedMs', '>=', 0), more);

/** Where a source's own settings want nothing to be done, nobody misses a result. */
const WITHOUT = FilterPattern.all(
  FilterPattern.any(is('outcome', 'failed'), is('outcome', 'timeout')),
  ...SILENT_REASONS.map((reason) => isNot('reason', reason)),
);

const PARKED = FilterPattern.any(is('outcome', 'parked'), is('outcome', 'unconfirmed'));

/** What is parked and destinations that are paused have alarms of their own. */
const WORKER_ERROR = FilterPattern.all(
  is('level', 'error'),
  ...['outcome', 'parked', 'breaker', 'attempt'].map((event) => isNot('event', event)),
);

// The alarms. Each has the name of a heading in docs/runbook.md, which explains it; a test compares both. To receive
// alarms, subscribe to the topic, with the parameter AlarmEmail or manually.
import { Aws, CfnCondition, Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DIMENSION, METRICS, NAMESPACE } from '../functions/core/statistics/metrics.ts';
import type { Api } from './api.ts';
import { LogMetrics } from './log-metrics.ts';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';
import type { Queues } from './queues.ts';

export interface AlarmsProps {
  readonly parameters: Parameters;
  readonly api: Api;
  readonly queues: Queues;
  readonly ingest: NodejsFunction;
  readonly worker: NodejsFunction;
  readonly sweeper: NodejsFunction;
  readonly resume: NodejsFunction;
}

interface AlarmSpec {
  /** The heading in the runbook. */
  readonly heading: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** `below`: a missing value is the problem. */
  readonly when?: 'below';
  /** The number of bad periods of the metric, of how many. Most have periods of a minute. */
  readonly minutes: readonly [bad: number, of: number];
  readonly missing?: TreatMissingData;
}

const perMinute = { period: Duration.minutes(1) };

export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const topic = this.#topic(props.parameters);
    const logs = new LogMetrics(this, 'Logs', { ...props, accessLog: props.api.accessLog });
    for (const spec of specs(props, logs)) this.#alarm(spec, topic);
  }

  #alarm({ heading, metric, threshold, when, minutes, missing }: AlarmSpec, topic: Topic): void {
    const alarm = new Alarm(this, heading.replaceAll(/[^a-zA-Z]/g, ''), {
      alarmName: Fn.join('', [Aws.STACK_NAME, ': ', heading]),
      alarmDescription: `Meaning and action: docs/runbook.md, "${heading}".`,
      metric,
      threshold,
      comparisonOperator:
        when === 'below'
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm: minutes[0],
      evaluationPeriods: minutes[1],
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }

  /**
   * Encrypted with a separate key: the managed key of SNS cannot permit CloudWatch, and a custom topic policy replaces
   * the default one. So both must name CloudWatch, or no alarm arrives.
   * https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
   */
  #topic(parameters: Parameters): Topic {
    const cloudWatch = (actions: string[], resources: string[]) =>
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions,
        resources,
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      });
    const key = new Key(this, 'TopicKey', {
      description: 'Acuse: encrypts alarm messages to subscribers',
      enableKeyRotation: true,
      // No stored data is encrypted with it.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    key.addToResourcePolicy(cloudWatch(['kms:Decrypt', 'kms:GenerateDataKey*'], ['*']));
    const topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    fixLogicalId(topic, 'AlarmTopic');
    topic.addToResourcePolicy(cloudWatch(['sns:Publish'], [topic.topicArn]));

    const isGiven = new CfnCondition(this, 'EmailIsGiven', {
      expression: Fn.conditionNot(Fn.conditionEquals(parameters.text('AlarmEmail'), '')),
    });
    const subscription = new CfnSubscription(this, 'Email', {
      topicArn: topic.topicArn,
      protocol: 'email',
      endpoint: parameters.text('AlarmEmail'),
    });
    subscription.cfnOptions.condition = isGiven;
    return topic;
  }
}

function specs(
  { parameters, api, queues, ingest, worker, sweeper }: AlarmsProps,
  logs: LogMetrics,
): AlarmSpec[] {
  const own = (metricName: string) =>
    new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { [DIMENSION]: Aws.STACK_NAME },
      statistic: Stats.MAXIMUM,
      ...perMinute,
    });
  const age = (queue: Queues['waits']) =>
    queue.metricApproximateAgeOfOldestMessage({ ...perMinute, statistic: Stats.MAXIMUM });
  // Missing data means that the sweeper could not count: the state does not change.
  const missing = TreatMissingData.IGNORE;
  return [
    {
      heading: 'Conversations go on without a result',
      metric: shareWithoutResult(logs),
      threshold: parameters.number('AlarmWithoutResultPercent'),
      minutes: [1, 1],
    },
    { heading: 'A platform refuses our key', metric: logs.apiRefused, threshold: 1, minutes: [1, 1] },
    {
      heading: 'Webhooks were not acknowledged',
      metric: api.metric('5xx', Stats.SUM, '5xx'),
      threshold: 1,
      minutes: [1, 1],
    },
    {
      heading: 'Acknowledgements are slow',
      metric: api.metric('Latency', 'p99', 'p99'),
      // Treble's webhook centre and Chatwoot time out after 5,000 ms.
      threshold: 3_000,
      minutes: [3, 5],
    },
    { heading: 'Ingest fails', metric: ingest.metricErrors(perMinute), threshold: 1, minutes: [1, 1] },
    // A throttled ingest loses webhooks: no platform here retries reliably.
    {
      heading: 'Ingest is throttled',
      metric: ingest.metricThrottles(perMinute),
      threshold: 1,
      minutes: [1, 1],
    },
    { heading: 'Requests are refused as too many', metric: logs.tooMany, threshold: 1, minutes: [1, 1] },
    {
      heading: 'Webhooks are refused as unauthorised',
      metric: logs.unauthorised,
      threshold: 10,
      minutes: [3, 5],
    },
    {
      heading: 'The sweeper is not running',
      metric: sweeper.metricInvocations(perMinute),
      threshold: 1,
      when: 'below',
      minutes: [5, 5],
      missing: TreatMissingData.BREACHING,
    },
    { heading: 'The sweeper fails', metric: sweeper.metricErrors(perMinute), threshold: 1, minutes: [3, 5] },
    {
      heading: 'Waits are past their deadline',
      metric: own(METRICS.waitsPastDeadline),
      threshold: 1,
      // The sweeper decides late waits within a minute, and counts waits that are two minutes late.
      minutes: [3, 3],
      missing,
    },
    { heading: 'The worker fails', metric: worker.metricErrors(perMinute), threshold: 1, minutes: [3, 5] },
    { heading: 'The worker reports errors', metric: logs.workerErrors, threshold: 1, minutes: [3, 5] },
    {
      heading: 'The worker is throttled',
      metric: worker.metricThrottles(perMinute),
      threshold: 1,
      minutes: [3, 5],
    },
    // Well before the usual deadline: a wait that is still in the queue then goes on without a result.
    { heading: 'The waits queue is behind', metric: age(queues.waits), threshold: 120, minutes: [3, 3] },
    { heading: 'The events queue is behind', metric: age(queues.events), threshold: 900, minutes: [5, 5] },
    {
      heading: 'A destination is paused',
      metric: own(METRICS.openBreakers),
      threshold: 1,
      minutes: [2, 2],
      missing,
    },
    {
      heading: 'Deliveries are in the error log',
      metric: own(METRICS.openErrorLogEntries),
      threshold: 1,
      minutes: [1, 1],
      missing,
    },
    // The one above is silent while an entry is open. This one speaks again.
    {
      heading: 'There are new deliveries in the error log',
      metric: logs.newErrorLogEntries,
      threshold: 1,
      minutes: [1, 1],
    },
  ];
}

/** Fewer conversations in 15 minutes say nothing about a share. */
const FEWEST_CONVERSATIONS = 20;

function shareWithoutResult({ withResult, withoutResult }: LogMetrics): MathExpression {
  return new MathExpression({
    label: 'without a result (%)',
    // A minute without a line has no value.
    expression: `IF(FILL(good, 0) + FILL(bad, 0) >= ${FEWEST_CONVERSATIONS}, 100 * FILL(bad, 0) / (FILL(good, 0) + FILL(bad, 0)), 0)`,
    usingMetrics: { good: withResult, bad: withoutResult },
    period: Duration.minutes(15),
  });
}

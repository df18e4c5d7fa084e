// Sweeper: processes due work every minute. It ensures that every wait ends.
import { Aws, CfnCondition, Duration, Fn } from 'aws-cdk-lib';
import { CfnRule, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { FUNCTION_SECONDS, SWEEP } from '../functions/core/policy.ts';
import { FAILURES, SESSIONS } from '../functions/core/tables.ts';
import type { SweeperEnvironment } from '../functions/sweeper/config.ts';
import type { ApiKeys } from './api-keys.ts';
import { acuseFunction } from './function.ts';
import type { Parameters } from './parameters.ts';
import type { Queues } from './queues.ts';
import { sendingVariables } from './sending.ts';
import type { Tables } from './tables.ts';

export class Sweeper extends Construct {
  readonly function: NodejsFunction;

  constructor(
    scope: Construct,
    id: string,
    {
      parameters,
      queues,
      tables,
      apiKeys,
    }: { parameters: Parameters; queues: Queues; tables: Tables; apiKeys: ApiKeys },
  ) {
    super(scope, id);
    const sweeper = acuseFunction(this, {
      name: 'sweeper',
      logicalId: 'SweeperFunction',
      description: 'Finishes due waits, stranded deliveries and dead letters',
      memoryMb: 512,
      // A run stops looking before the next one starts; then it only waits for the calls that are under way.
      timeoutSeconds: FUNCTION_SECONDS.sweeper,
      parameters,
      environment: {
        ...sendingVariables(parameters, tables, apiKeys),
        STACK_NAME: Aws.STACK_NAME,
        WAITS_QUEUE_URL: queues.waits.queueUrl,
        EVENTS_QUEUE_URL: queues.events.queueUrl,
        WAITS_DEAD_LETTER_QUEUE_URL: queues.waitsDeadLetter.queueUrl,
        EVENTS_DEAD_LETTER_QUEUE_URL: queues.eventsDeadLetter.queueUrl,
        ...parameters.environment('FallbackKeys', 'SessionDeadlineSeconds', 'Sweepers', 'UpdatesPerSecond'),
      } satisfies SweeperEnvironment,
      permissions: [
        {
          actions: ['dynamodb:Query'],
          resources: [
            `${tables.sessions.tableArn}/index/${SESSIONS.due.index}`,
            `${tables.failures.tableArn}/index/${FAILURES.newest.index}`,
          ],
        },
        {
          actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          resources: [tables.sessions.tableArn],
        },
        { actions: ['dynamodb:PutItem'], resources: [tables.failures.tableArn, tables.stats.tableArn] },
        { actions: ['dynamodb:GetItem'], resources: [tables.sources.tableArn] },
        apiKeys.permission,
        {
          actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
          resources: [queues.waits.queueArn, queues.events.queueArn],
        },
        {
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
          resources: [queues.waitsDeadLetter.queueArn, queues.eventsDeadLetter.queueArn],
        },
      ],
    });
    // The next run does the missed work: docs/decisions/one-run-of-the-sweeper-a-minute.md. Without these settings
    // Lambda would repeat a failed run twice, and after an hour of throttling start all runs of that hour at once;
    // EventBridge would keep the runs of a day while Lambda takes none.
    const never = { retryAttempts: 0, maxEventAge: Duration.millis(SWEEP.everyMs) };
    sweeper.configureAsyncInvoke(never);
    const everyMinute = (id: string, number: number) =>
      new Rule(this, id, {
        schedule: Schedule.rate(Duration.millis(SWEEP.everyMs)),
        targets: [
          new LambdaFunction(sweeper, { ...never, event: RuleTargetInput.fromObject({ sweeper: number }) }),
        ],
      });
    everyMinute('EveryMinute', 0);
    const count = parameters.text('Sweepers');
    const several = new CfnCondition(this, 'Several', {
      expression: Fn.conditionNot(Fn.conditionEquals(count, '1')),
    });
    const four = new CfnCondition(this, 'Four', { expression: Fn.conditionEquals(count, '4') });
    for (const [number, condition] of [several, four, four].entries()) {
      const rule = everyMinute(`EveryMinute${number + 2}`, number + 1);
      for (const child of rule.node.findAll()) {
        if (child instanceof CfnRule || child instanceof CfnPermission)
          child.cfnOptions.condition = condition;
      }
    }
    this.function = sweeper;
  }
}

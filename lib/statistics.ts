// Statistics: a function counts the access log. So the count does not slow the answers to platforms, and it includes
// the crashes and timeouts of ingest, and the requests that the API refused.

import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FilterPattern, type LogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import { FUNCTION_SECONDS } from '../functions/core/policy.ts';
import type { StatsEnvironment } from '../functions/stats/config.ts';
import { acuseFunction } from './function.ts';
import type { Parameters } from './parameters.ts';
import type { Tables } from './tables.ts';

export interface StatisticsProps {
  readonly parameters: Parameters;
  readonly tables: Tables;
  readonly accessLog: LogGroup;
}

export class Statistics extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { parameters, tables, accessLog }: StatisticsProps) {
    super(scope, id);
    // CloudWatch Logs invokes the function asynchronously. By default Lambda repeats a failed run after one and two
    // minutes, and a throttled run for up to six hours.
    const stats = acuseFunction(this, {
      name: 'stats',
      logicalId: 'StatsFunction',
      description: 'Counts the access log',
      memoryMb: 512,
      timeoutSeconds: FUNCTION_SECONDS.stats,
      parameters,
      environment: {
        STATS_TABLE: tables.stats.tableName,
        SOURCES_TABLE: tables.sources.tableName,
        ...parameters.environment('SlowMs', 'StatsRetentionDays'),
      } satisfies StatsEnvironment,
      permissions: [
        { actions: ['dynamodb:PutItem', 'dynamodb:Query'], resources: [tables.stats.tableArn] },
        { actions: ['dynamodb:GetItem'], resources: [tables.sources.tableArn] },
      ],
    });
    this.function = stats;
    new SubscriptionFilter(this, 'Lines', {
      logGroup: accessLog,
      destination: new LambdaDestination(stats),
      filterPattern: FilterPattern.allEvents(),
    });
  }
}

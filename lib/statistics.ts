// Statistics: the access log flows into a function that counts. So counting costs the path to the platform nothing,
// and sees what ingest cannot: its own crashes and time-outs, and what the API refused by itself.

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
    // CloudWatch Logs invokes it asynchronously: Lambda repeats a run that failed a minute and two minutes later,
    // and one that found no room for up to six hours. Those are its defaults, and nothing else is asked for.
    const stats = acuseFunction(this, {
      name: 'stats',
      logicalId: 'StatsFunction',
      description: 'Counts what the access log tells',
      memoryMb: 512,
      timeoutSeconds: FUNCTION_SECONDS.stats,
      parameters,
      environment: {
        STATS_TABLE: tables.stats.tableName,
        SOURCES_TABLE: tables.sources.tableName,
        ...parameters.environment('SlowMs', 'StatsRetentionDays'),
      } satisfies StatsEnvironment,
      permissions: [
        { actions: ['dynamodb:PutItem'], resources: [tables.stats.tableArn] },
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

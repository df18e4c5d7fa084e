// Console: returns the pages for people. It can only read; commands go to another function with another role.
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { ConsoleEnvironment } from '../functions/console/config.ts';
import { FUNCTION_SECONDS } from '../functions/core/policy.ts';
import { FAILURES, SESSIONS } from '../functions/core/tables.ts';
import { acuseFunction } from './function.ts';
import type { Parameters } from './parameters.ts';
import type { Tables } from './tables.ts';

export interface ConsoleProps {
  readonly parameters: Parameters;
  readonly tables: Tables;
  /** The function that the buttons call; absent: no buttons. The user calls it, so the console needs no permission. */
  readonly operate?: IFunction;
}

export class Console extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { parameters, tables, operate }: ConsoleProps) {
    super(scope, id);
    this.function = acuseFunction(this, {
      name: 'console',
      logicalId: 'ConsoleFunction',
      description: 'Shows statistics, open waits and the error log; only reads',
      // A whole processor: the statistics of a week are read within its patience.
      memoryMb: 1769,
      timeoutSeconds: FUNCTION_SECONDS.console,
      parameters,
      environment: {
        STATS_TABLE: tables.stats.tableName,
        SESSIONS_TABLE: tables.sessions.tableName,
        FAILURES_TABLE: tables.failures.tableName,
        SOURCES_TABLE: tables.sources.tableName,
        ...parameters.environment('Processor', 'SessionDeadlineSeconds'),
        ...(operate && { OPERATE_FUNCTION_ARN: operate.functionArn }),
      } satisfies ConsoleEnvironment,
      permissions: [
        {
          actions: ['dynamodb:Query'],
          resources: [
            tables.stats.tableArn,
            `${tables.sessions.tableArn}/index/${SESSIONS.due.index}`,
            `${tables.failures.tableArn}/index/${FAILURES.newest.index}`,
          ],
        },
        {
          actions: ['dynamodb:GetItem'],
          resources: [tables.sources.tableArn],
        },
      ],
    });
  }
}

// What the account of a stack says of it, for `acuse doctor`.
import { Lambda } from '@aws-sdk/client-lambda';
import { elements, queryAws } from '../aws-query.ts';
import { readPhysicalId } from '../stack.ts';
import type { Facts } from './check.ts';
import { looked } from './looked.ts';

/** `functions`: ARNs of processors. */
export async function readAccount(
  stackName: string,
  functions: readonly string[],
): Promise<NonNullable<Facts['account']>> {
  const [concurrency, readers, alarms, missingFunctions] = await Promise.all([
    looked(readConcurrency),
    looked(() => readReaders(stackName)),
    looked(() => readAlarms(stackName)),
    looked(() => findMissing(functions)),
  ]);
  return { concurrency, readers, alarms, missingFunctions };
}

async function readConcurrency(): Promise<number> {
  const { AccountLimit: { ConcurrentExecutions } = {} } = await new Lambda().getAccountSettings({});
  if (ConcurrentExecutions !== undefined) return ConcurrentExecutions;
  throw new Error('Lambda names no limit');
}

/** The first hundred. */
async function readReaders(stackName: string) {
  const TopicArn = await readPhysicalId(stackName, 'AlarmTopic');
  const xml = await queryAws('sns', { Action: 'ListSubscriptionsByTopic', Version: '2010-03-31', TopicArn });
  const protocols = elements(xml, 'Protocol');
  return elements(xml, 'SubscriptionArn').map((arn, at) => ({
    protocol: protocols[at] ?? 'unknown',
    confirmed: arn.startsWith('arn:'),
  }));
}

/** The stack's alarms have its name before theirs. */
async function readAlarms(stackName: string): Promise<string[]> {
  const xml = await queryAws('cloudwatch', {
    Action: 'DescribeAlarms',
    Version: '2010-08-01',
    AlarmNamePrefix: `${stackName}: `,
    StateValue: 'ALARM',
    MaxRecords: '100',
  });
  return elements(xml, 'AlarmName');
}

async function findMissing(functions: readonly string[]): Promise<string[]> {
  const lambda = new Lambda();
  const missing = await Promise.all(
    functions.map((FunctionName) =>
      lambda.getFunctionConfiguration({ FunctionName }).then(
        () => [],
        (error: unknown) => {
          if (error instanceof Error && error.name === 'ResourceNotFoundException') return [FunctionName];
          throw error;
        },
      ),
    ),
  );
  return missing.flat();
}

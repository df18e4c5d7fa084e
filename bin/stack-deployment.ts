// A deployed stack as a deployment, with the AWS credentials of the operator.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { dynamoDbBreakerList } from '../functions/core/breaker/dynamodb-breakers.ts';
import { dynamoDbSources } from '../functions/core/source/dynamodb-source-store.ts';
import type { SourceStore } from '../functions/core/source/source-store.ts';
import { dynamoDbStatsReader } from '../functions/core/statistics/dynamodb-stats-reader.ts';
import { dynamoDbOpenWaits } from '../functions/core/wait/dynamodb-open-waits.ts';
import { FIRST_SOURCES } from '../functions/platforms/list.ts';
import { sdkDynamoDb } from '../functions/runtime/aws/sdk-dynamodb.ts';
import { clock } from '../functions/runtime/clock.ts';
import { apiKeyEditor } from './api-keys.ts';
import type { Deployment } from './deployment.ts';
import { errorLogOf, storesOf } from './deployment-stores.ts';
import { sendCommand } from './operator.ts';
import { callAws, readCaller, readPhysicalId, readStack, stackSecret } from './stack.ts';
import { stackKeySecret } from './stack-key-secret.ts';
import { stackLog } from './stack-log.ts';

export async function openStack(name: string): Promise<Deployment> {
  const { baseUrl, version, parameters } = await readStack(name);
  const keys = await stackKeySecret(name).read();
  const client = sdkDynamoDb(new DynamoDBClient());
  const sources = dynamoDbSources({
    client,
    table: await readPhysicalId(name, 'SourcesTable'),
    firstSources: FIRST_SOURCES,
  });
  // Each name is a call to CloudFormation, so a command reads only the names that it needs.
  const table = (logicalId: string) => readPhysicalId(name, logicalId);
  return {
    baseUrl,
    publicUrl: baseUrl,
    version,
    parameters,
    keys,
    sources: withAwsAdvice(name, sources),
    apiKeys: apiKeyEditor(stackSecret(name, 'AcuseApiKeys')),
    ...storesOf(client, table, (call) => callAws(name, call)),
    openWaits: {
      open: async (query) => {
        const waits = dynamoDbOpenWaits(client, await table('SessionsTable'));
        return callAws(name, () => waits.open(query));
      },
    },
    breakers: {
      async notClosed() {
        const breakers = dynamoDbBreakerList({ client, table: await table('SessionsTable') }, clock);
        return callAws(name, () => breakers.notClosed());
      },
    },
    stats: {
      async read(query) {
        const reader = dynamoDbStatsReader({ client, table: await table('StatsTable'), sources, clock });
        return callAws(name, () => reader.read(query));
      },
    },
    errorLog: {
      async *search(filter) {
        const log = errorLogOf(client, await table('FailuresTable'));
        const entries = log.search(filter)[Symbol.asyncIterator]();
        for (;;) {
          const { done, value } = await callAws(name, () => entries.next());
          if (done) return;
          yield value;
        }
      },
      async load(id) {
        const log = errorLogOf(client, await table('FailuresTable'));
        return callAws(name, () => log.load(id));
      },
    },
    bodiesBucket: () => table('BodiesBucket'),
    log: stackLog(name),
    sendCommand: async (command) => {
      const functionName = await readPhysicalId(name, 'OperateFunction');
      return sendCommand(command, { lambda: new Lambda(), functionName, by: await readCaller(name) });
    },
  };
}

/** The same store; its errors say what to do. */
function withAwsAdvice(stackName: string, { read, write }: SourceStore): SourceStore {
  return {
    read: (signal) => callAws(stackName, () => read(signal)),
    write: (sources, version) => callAws(stackName, () => write(sources, version)),
  };
}

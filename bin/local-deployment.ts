// A local run as a deployment: its engines speak the protocols of AWS.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { dynamoDbBreakerList } from '../functions/core/breaker/dynamodb-breakers.ts';
import { dynamoDbSources } from '../functions/core/source/dynamodb-source-store.ts';
import { dynamoDbStatsReader } from '../functions/core/statistics/dynamodb-stats-reader.ts';
import { dynamoDbOpenWaits } from '../functions/core/wait/dynamodb-open-waits.ts';
import { FIRST_SOURCES } from '../functions/platforms/list.ts';
import { sdkDynamoDb } from '../functions/runtime/aws/sdk-dynamodb.ts';
import { clock } from '../functions/runtime/clock.ts';
import { apiKeyEditor } from './api-keys.ts';
import { CommandError } from './command.ts';
import type { Deployment } from './deployment.ts';
import { errorLogOf, storesOf } from './deployment-stores.ts';
import { localKeySecret } from './key-secret.ts';
import { readLocalLog, readStores } from './local.ts';
import { sendCommand } from './operator.ts';
import { secretText } from './secret-text.ts';

/** The local engines accept any credentials. */
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export async function openLocal(baseUrl: string): Promise<Deployment> {
  const { public: address, endpoints, parameters, resources, functions } = await readStores(baseUrl);
  const client = sdkDynamoDb(new DynamoDBClient({ ...LOCAL, endpoint: endpoints.dynamodb }));
  const resource = (logicalId: string) => requiredId(resources, logicalId);
  const lambda = () => new Lambda({ ...LOCAL, endpoint: endpoints.lambda });
  const sources = dynamoDbSources({
    client,
    table: resource('SourcesTable'),
    firstSources: FIRST_SOURCES,
  });
  const secretsManager = new SecretsManager({ ...LOCAL, endpoint: endpoints.secretsmanager });
  return {
    baseUrl,
    publicUrl: address?.url ?? baseUrl,
    parameters,
    keys: await localKeySecret(baseUrl).read(),
    sources,
    apiKeys: apiKeyEditor(secretText(secretsManager, async () => resource('AcuseApiKeys'))),
    openWaits: dynamoDbOpenWaits(client, resource('SessionsTable')),
    ...storesOf(client, async (logicalId) => resource(logicalId)),
    breakers: dynamoDbBreakerList({ client, table: resource('SessionsTable') }, clock),
    stats: dynamoDbStatsReader({ client, table: resource('StatsTable'), sources, clock }),
    errorLog: errorLogOf(client, resource('FailuresTable')),
    bodiesBucket: async () => resource('BodiesBucket'),
    log: (query) => readLocalLog(baseUrl, query),
    sendCommand: async (command) =>
      sendCommand(command, {
        lambda: lambda(),
        functionName: requiredId(functions, 'OperateFunction'),
        by: 'local',
      }),
  };
}

/** @throws {CommandError} when the local run does not name this resource. */
function requiredId(ids: Readonly<Record<string, string>>, logicalId: string): string {
  const id = ids[logicalId];
  if (id) return id;
  throw new CommandError(
    `The local run has no ${logicalId}. Stop it, and start this version with npm start.`,
  );
}

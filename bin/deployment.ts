// What a command may do with a running Acuse, wherever it runs: its key, its sources' settings, what waits, the log
// lines of a conversation, and orders to be carried out.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { dynamoDbOpenWaits } from '../functions/shared/aws/dynamodb-open-waits.ts';
import { dynamoDbSources } from '../functions/shared/aws/dynamodb-sources.ts';
import type { Order, OrderResult } from '../functions/shared/domain/order.ts';
import type { OpenWaitList, SourceStore } from '../functions/shared/ports.ts';
import type { Target } from './command.ts';
import { readLocalKey, readLocalLog, readStores } from './local.ts';
import { giveOrder } from './operator.ts';
import { asking, readBaseUrl, readCaller, readKey, readPhysicalId, readStackLog } from './stack.ts';

export interface Deployment {
  readonly baseUrl: string;
  /** Never print it. */
  readonly key: string;
  readonly sources: SourceStore;
  readonly openWaits: OpenWaitList;
  /** What the functions have said of a conversation since, oldest first. */
  log(conversation: string, sinceMs: number): Promise<readonly LoggedLine[]>;
  order(order: Order): Promise<OrderResult>;
}

export interface LoggedLine {
  readonly at: string;
  readonly fn: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** @throws {CommandError} when it is not to be found or reached. */
export async function openDeployment(target: Target): Promise<Deployment> {
  return target.kind === 'local' ? openLocal(target.baseUrl) : openStack(target.name);
}

/** Engines on one machine ask for credentials, whichever. */
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

async function openLocal(baseUrl: string): Promise<Deployment> {
  const { endpoints, resources } = await readStores(baseUrl);
  const client = new DynamoDBClient({ ...LOCAL, endpoint: endpoints.dynamodb });
  const named = (logicalId: string) => resources[logicalId] ?? '';
  const lambda = () => new Lambda({ ...LOCAL, endpoint: endpoints.lambda });
  return {
    baseUrl,
    key: await readLocalKey(baseUrl),
    sources: dynamoDbSources(client, named('SourcesTable')),
    openWaits: dynamoDbOpenWaits(client, named('SessionsTable')),
    log: (conversation, sinceMs) => readLocalLog(baseUrl, conversation, sinceMs),
    order: (order) =>
      giveOrder(order, { lambda: lambda(), functionName: named('OperateFunction'), by: 'local' }),
  };
}

async function openStack(name: string): Promise<Deployment> {
  const baseUrl = await readBaseUrl(name);
  const key = await readKey(name);
  const client = new DynamoDBClient();
  const table = await readPhysicalId(name, 'SourcesTable');
  return {
    baseUrl,
    key,
    sources: explained(name, dynamoDbSources(client, table)),
    openWaits: {
      open: (limit) =>
        asking(name, async () =>
          dynamoDbOpenWaits(client, await readPhysicalId(name, 'SessionsTable')).open(limit),
        ),
    },
    log: (conversation, sinceMs) => readStackLog(name, conversation, sinceMs),
    order: async (order) => {
      const functionName = await readPhysicalId(name, 'OperateFunction');
      return giveOrder(order, { lambda: new Lambda(), functionName, by: await readCaller(name) });
    },
  };
}

/** The same store, whose errors say what to do. */
function explained(stackName: string, { read, write }: SourceStore): SourceStore {
  return {
    read: (signal) => asking(stackName, () => read(signal)),
    write: (sources, version) => asking(stackName, () => write(sources, version)),
  };
}

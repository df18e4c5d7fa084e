// What a command may do with a running Acuse, wherever it runs: its key, its sources' settings, its statistics, and
// the log lines of a conversation.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbSources } from '../functions/shared/aws/dynamodb-sources.ts';
import { dynamoDbStatsReader } from '../functions/shared/aws/dynamodb-stats-reader.ts';
import { clock } from '../functions/shared/clock.ts';
import type { SourceStore, StatsReader } from '../functions/shared/ports.ts';
import type { Target } from './command.ts';
import { readLocalKey, readLocalLog, readStores } from './local.ts';
import { asking, readBaseUrl, readKey, readPhysicalId, readStackLog } from './stack.ts';

export interface Deployment {
  readonly baseUrl: string;
  /** Never print it. */
  readonly key: string;
  readonly sources: SourceStore;
  readonly stats: StatsReader;
  /** What the functions have said of a conversation since, oldest first. */
  log(conversation: string, sinceMs: number): Promise<readonly LoggedLine[]>;
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

async function openLocal(baseUrl: string): Promise<Deployment> {
  const { endpoints, resources } = await readStores(baseUrl);
  const client = new DynamoDBClient({
    endpoint: endpoints.dynamodb,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const sources = dynamoDbSources(client, resources['SourcesTable'] ?? '');
  return {
    baseUrl,
    key: await readLocalKey(baseUrl),
    sources,
    stats: dynamoDbStatsReader({ client, table: resources['StatsTable'] ?? '', sources, clock }),
    log: (conversation, sinceMs) => readLocalLog(baseUrl, conversation, sinceMs),
  };
}

async function openStack(name: string): Promise<Deployment> {
  const baseUrl = await readBaseUrl(name);
  const key = await readKey(name);
  const client = new DynamoDBClient();
  const sources = dynamoDbSources(client, await readPhysicalId(name, 'SourcesTable'));
  return {
    baseUrl,
    key,
    sources: explained(name, sources),
    stats: {
      async read(query) {
        // Asked for by the command that needs it: every name is a call to CloudFormation.
        const table = await readPhysicalId(name, 'StatsTable');
        const reader = dynamoDbStatsReader({ client, table, sources, clock });
        return asking(name, () => reader.read(query));
      },
    },
    log: (conversation, sinceMs) => readStackLog(name, conversation, sinceMs),
  };
}

/** The same store, whose errors say what to do. */
function explained(stackName: string, { read, write }: SourceStore): SourceStore {
  return {
    read: (signal) => asking(stackName, () => read(signal)),
    write: (sources, version) => asking(stackName, () => write(sources, version)),
  };
}

// What a command may do with a running Acuse, wherever it runs: its key, its sources' settings, what waits, its
// statistics, its error log, what is left alone, the log lines of a conversation, and orders to be carried out.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import type { BreakerList } from '../functions/core/breaker/breaker-store.ts';
import { dynamoDbBreakerList } from '../functions/core/breaker/dynamodb-breakers.ts';
import type { Command, CommandResult } from '../functions/core/command/command.ts';
import { dynamoDbErrorLogEntries } from '../functions/core/error-log/dynamodb-error-log-entries.ts';
import { dynamoDbErrorLogReader } from '../functions/core/error-log/dynamodb-error-log-reader.ts';
import type { ErrorLogEntries, ErrorLogReader } from '../functions/core/error-log/error-log.ts';
import { dynamoDbSources } from '../functions/core/source/dynamodb-source-store.ts';
import type { SourceStore } from '../functions/core/source/source-store.ts';
import { dynamoDbStatsReader } from '../functions/core/statistics/dynamodb-stats-reader.ts';
import type { StatsReader } from '../functions/core/statistics/stats-store.ts';
import { dynamoDbOpenWaits } from '../functions/core/wait/dynamodb-open-waits.ts';
import type { OpenWaitList } from '../functions/core/wait/open-waits.ts';
import { FIRST_SOURCES } from '../functions/platforms/list.ts';
import { clock } from '../functions/runtime/clock.ts';
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
  readonly breakers: BreakerList;
  readonly stats: StatsReader;
  readonly errorLog: Pick<ErrorLogReader, 'search'> & Pick<ErrorLogEntries, 'load'>;
  /** Where bodies lie that were too large for the queue. */
  bodiesBucket(): Promise<string>;
  /** What the functions have said of a conversation since, oldest first. */
  log(conversation: string, sinceMs: number): Promise<readonly LoggedLine[]>;
  order(order: Command): Promise<CommandResult>;
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

function errorLogOf(client: DynamoDBClient, table: string): Deployment['errorLog'] {
  const options = { client, table, clock };
  return { ...dynamoDbErrorLogReader(options), load: dynamoDbErrorLogEntries(options).load };
}

/** Engines on one machine ask for credentials, whichever. */
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

async function openLocal(baseUrl: string): Promise<Deployment> {
  const { endpoints, resources, functions } = await readStores(baseUrl);
  const client = new DynamoDBClient({ ...LOCAL, endpoint: endpoints.dynamodb });
  const named = (logicalId: string) => resources[logicalId] ?? '';
  const lambda = () => new Lambda({ ...LOCAL, endpoint: endpoints.lambda });
  const sources = dynamoDbSources({
    client,
    table: named('SourcesTable'),
    firstSources: FIRST_SOURCES,
  });
  return {
    baseUrl,
    key: await readLocalKey(baseUrl),
    sources,
    openWaits: dynamoDbOpenWaits(client, named('SessionsTable')),
    breakers: dynamoDbBreakerList({ client, table: named('SessionsTable') }, clock),
    stats: dynamoDbStatsReader({ client, table: named('StatsTable'), sources, clock }),
    errorLog: errorLogOf(client, named('FailuresTable')),
    bodiesBucket: async () => named('BodiesBucket'),
    log: (conversation, sinceMs) => readLocalLog(baseUrl, conversation, sinceMs),
    order: (order) =>
      giveOrder(order, { lambda: lambda(), functionName: functions['OperateFunction'] ?? '', by: 'local' }),
  };
}

async function openStack(name: string): Promise<Deployment> {
  const baseUrl = await readBaseUrl(name);
  const key = await readKey(name);
  const client = new DynamoDBClient();
  const sources = dynamoDbSources({
    client,
    table: await readPhysicalId(name, 'SourcesTable'),
    firstSources: FIRST_SOURCES,
  });
  // Asked for by the command that needs it: every name is a call to CloudFormation.
  const table = (logicalId: string) => readPhysicalId(name, logicalId);
  return {
    baseUrl,
    key,
    sources: explained(name, sources),
    openWaits: {
      open: async (query) => {
        const waits = dynamoDbOpenWaits(client, await table('SessionsTable'));
        return asking(name, () => waits.open(query));
      },
    },
    breakers: {
      async notClosed() {
        const breakers = dynamoDbBreakerList({ client, table: await table('SessionsTable') }, clock);
        return asking(name, () => breakers.notClosed());
      },
    },
    stats: {
      async read(query) {
        const reader = dynamoDbStatsReader({ client, table: await table('StatsTable'), sources, clock });
        return asking(name, () => reader.read(query));
      },
    },
    errorLog: {
      async *search(filter) {
        const log = errorLogOf(client, await table('FailuresTable'));
        const entries = log.search(filter)[Symbol.asyncIterator]();
        for (;;) {
          const { done, value } = await asking(name, () => entries.next());
          if (done) return;
          yield value;
        }
      },
      async load(id) {
        const log = errorLogOf(client, await table('FailuresTable'));
        return asking(name, () => log.load(id));
      },
    },
    bodiesBucket: () => table('BodiesBucket'),
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

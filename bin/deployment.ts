// What a command line command can use of a running Acuse, local or deployed: the key, the sources, the open waits,
// the statistics, the error log, the breakers, the log of a conversation, and the operate function.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { BreakerList } from '../functions/core/breaker/breaker-store.ts';
import { dynamoDbBreakerList } from '../functions/core/breaker/dynamodb-breakers.ts';
import type { Command, CommandResult } from '../functions/core/command/command.ts';
import type { DeliveryCopies } from '../functions/core/delivery/delivery-copies.ts';
import { dynamoDbCopies } from '../functions/core/delivery/dynamodb-delivery-copies.ts';
import { dynamoDbErrorLogEntries } from '../functions/core/error-log/dynamodb-error-log-entries.ts';
import { dynamoDbErrorLogReader } from '../functions/core/error-log/dynamodb-error-log-reader.ts';
import type { ErrorLogEntries, ErrorLogReader } from '../functions/core/error-log/error-log.ts';
import type { Keys } from '../functions/core/key/keys.ts';
import { dynamoDbPersonalErrorLog } from '../functions/core/person/dynamodb-personal-data.ts';
import type { PersonalDataStore } from '../functions/core/person/personal-data-store.ts';
import { dynamoDbSources } from '../functions/core/source/dynamodb-source-store.ts';
import type { SourceStore } from '../functions/core/source/source-store.ts';
import { dynamoDbStatsReader } from '../functions/core/statistics/dynamodb-stats-reader.ts';
import type { StatsReader } from '../functions/core/statistics/stats-store.ts';
import type { ConversationMemory } from '../functions/core/wait/conversation-memory.ts';
import { dynamoDbConversationMemory } from '../functions/core/wait/dynamodb-conversation-memory.ts';
import { dynamoDbOpenWaits } from '../functions/core/wait/dynamodb-open-waits.ts';
import { dynamoDbSessionSearch } from '../functions/core/wait/dynamodb-session-search.ts';
import { dynamoDbSessions } from '../functions/core/wait/dynamodb-sessions.ts';
import type { OpenWaitList } from '../functions/core/wait/open-waits.ts';
import type { SessionSearch } from '../functions/core/wait/session-search.ts';
import type { SessionStore } from '../functions/core/wait/session-store.ts';
import { FIRST_SOURCES } from '../functions/platforms/list.ts';
import type { TableClient } from '../functions/runtime/aws/dynamodb.ts';
import { sdkDynamoDb } from '../functions/runtime/aws/sdk-dynamodb.ts';
import { clock } from '../functions/runtime/clock.ts';
import { type ApiKeyEditor, apiKeyEditor } from './api-keys.ts';
import { CommandError, type Target } from './command.ts';
import { localKeySecret, stackKeySecret } from './key-secret.ts';
import { readLocalLog, readStores } from './local.ts';
import type { LogQuery, StoredLine } from './log-query.ts';
import { sendCommand } from './operator.ts';
import { secretText } from './secret-text.ts';
import { callAws, readCaller, readPhysicalId, readStack, stackSecret } from './stack.ts';
import { stackLog } from './stack-log.ts';

export interface Deployment {
  readonly baseUrl: string;
  /** What the platforms call: another one where a local run has a tunnel. */
  readonly publicUrl: string;
  /** Of the stack; undefined where it does not say it, and for a local run, which is of this version. */
  readonly version?: string | undefined;
  /** The values of the stack's parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Never print them. */
  readonly keys: Keys;
  readonly sources: SourceStore;
  /** The keys of others' APIs. Never print them. */
  readonly apiKeys: ApiKeyEditor;
  readonly openWaits: OpenWaitList;
  /** Conversations that wait or have waited, and the job of one that may have to be run again. */
  readonly sessions: Pick<SessionStore, 'load' | 'loadJob'> & SessionSearch;
  /** Deliveries that are only in the table. */
  readonly copies: Pick<DeliveryCopies, 'load'>;
  readonly memory: Pick<ConversationMemory, 'load' | 'hasEchoes'>;
  /** Entries of the error log, by the digests of people. */
  readonly entriesAbout: PersonalDataStore['find'];
  readonly breakers: BreakerList;
  readonly stats: StatsReader;
  readonly errorLog: Pick<ErrorLogReader, 'search'> & Pick<ErrorLogEntries, 'load'>;
  /** The bucket for bodies that are too large for the queue. */
  bodiesBucket(): Promise<string>;
  /** Lines of the functions' log, oldest first. */
  log(query: LogQuery): Promise<readonly StoredLine[]>;
  /** Sends a command to the operate function. */
  sendCommand(command: Command): Promise<CommandResult>;
}

/** @throws {CommandError} when the deployment cannot be found or reached. */
export async function openDeployment(target: Target): Promise<Deployment> {
  return target.kind === 'local' ? openLocal(target.baseUrl) : openStack(target.name);
}

function errorLogOf(client: TableClient, table: string): Deployment['errorLog'] {
  const options = { client, table, clock };
  return { ...dynamoDbErrorLogReader(options), load: dynamoDbErrorLogEntries(options).load };
}

/** What only a few commands look at. `call`: adds advice to the errors of AWS. */
function storesOf(
  client: TableClient,
  table: (logicalId: string) => Promise<string>,
  call: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): Pick<Deployment, 'sessions' | 'copies' | 'memory' | 'entriesAbout'> {
  const inSessions = async () => ({ client, table: await table('SessionsTable'), clock, retentionMs: 0 });
  return {
    sessions: {
      load: (ref) => call(async () => dynamoDbSessions(await inSessions()).load(ref)),
      loadJob: (ref) => call(async () => dynamoDbSessions(await inSessions()).loadJob(ref)),
      find: (texts, options) =>
        call(async () => dynamoDbSessionSearch(client, (await inSessions()).table).find(texts, options)),
    },
    copies: { load: (key) => call(async () => dynamoDbCopies(await inSessions()).load(key)) },
    memory: {
      load: (one) => call(async () => dynamoDbConversationMemory(await inSessions()).load(one)),
      hasEchoes: (source) =>
        call(async () => dynamoDbConversationMemory(await inSessions()).hasEchoes(source)),
    },
    entriesAbout: (contacts, from) =>
      call(async () =>
        dynamoDbPersonalErrorLog({ client, table: await table('FailuresTable') }).find(contacts, from),
      ),
  };
}

/** The local engines accept any credentials. */
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

async function openLocal(baseUrl: string): Promise<Deployment> {
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

async function openStack(name: string): Promise<Deployment> {
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

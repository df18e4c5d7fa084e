// The stores that a local run and a deployed stack have alike, on their tables.
import { dynamoDbCopies } from '../functions/core/delivery/dynamodb-delivery-copies.ts';
import { dynamoDbErrorLogEntries } from '../functions/core/error-log/dynamodb-error-log-entries.ts';
import { dynamoDbErrorLogReader } from '../functions/core/error-log/dynamodb-error-log-reader.ts';
import { dynamoDbPersonalErrorLog } from '../functions/core/person/dynamodb-personal-data.ts';
import { dynamoDbConversationMemory } from '../functions/core/wait/dynamodb-conversation-memory.ts';
import { dynamoDbSessionSearch } from '../functions/core/wait/dynamodb-session-search.ts';
import { dynamoDbSessions } from '../functions/core/wait/dynamodb-sessions.ts';
import type { TableClient } from '../functions/runtime/aws/dynamodb.ts';
import { clock } from '../functions/runtime/clock.ts';
import type { Deployment } from './deployment.ts';

export function errorLogOf(client: TableClient, table: string): Deployment['errorLog'] {
  const options = { client, table, clock };
  return { ...dynamoDbErrorLogReader(options), load: dynamoDbErrorLogEntries(options).load };
}

/** What only a few commands look at. `call`: adds advice to the errors of AWS. */
export function storesOf(
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

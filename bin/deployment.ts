// What a command line command can use of a running Acuse, local or deployed: the key, the sources, the open waits,
// the statistics, the error log, the breakers, the log of a conversation, and the operate function.
import type { BreakerList } from '../functions/core/breaker/breaker-store.ts';
import type { Command, CommandResult } from '../functions/core/command/command.ts';
import type { DeliveryCopies } from '../functions/core/delivery/delivery-copies.ts';
import type { ErrorLogEntries, ErrorLogReader } from '../functions/core/error-log/error-log.ts';
import type { Keys } from '../functions/core/key/keys.ts';
import type { PersonalDataStore } from '../functions/core/person/personal-data-store.ts';
import type { SourceStore } from '../functions/core/source/source-store.ts';
import type { StatsReader } from '../functions/core/statistics/stats-store.ts';
import type { ConversationMemory } from '../functions/core/wait/conversation-memory.ts';
import type { OpenWaitList } from '../functions/core/wait/open-waits.ts';
import type { SessionSearch } from '../functions/core/wait/session-search.ts';
import type { SessionStore } from '../functions/core/wait/session-store.ts';
import type { ApiKeyEditor } from './api-keys.ts';
import type { Target } from './command.ts';
import type { LogQuery, StoredLine } from './log-query.ts';

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

/**
 * A command loads only the clients of AWS that its deployment needs.
 * @throws {CommandError} when the deployment cannot be found or reached.
 */
export async function openDeployment(target: Target): Promise<Deployment> {
  if (target.kind === 'local') return (await import('./local-deployment.ts')).openLocal(target.baseUrl);
  return (await import('./stack-deployment.ts')).openStack(target.name);
}

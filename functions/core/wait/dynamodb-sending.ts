// The ports of every function that decides and sends, made from its configuration. What else a function may touch stands
// in its own handler.
import { randomUUID } from 'node:crypto';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { clock } from '../../runtime/clock.ts';
import type { Environment } from '../../runtime/environment.ts';
import { jsonLog } from '../../runtime/log.ts';
import { breaker } from '../breaker/breaker.ts';
import { dynamoDbBreakers } from '../breaker/dynamodb-breakers.ts';
import { dynamoDbErrorLogWriter } from '../error-log/dynamodb-error-log-writer.ts';
import { createCounters } from '../statistics/counters.ts';
import { dynamoDbStats } from '../statistics/dynamodb-stats-store.ts';
import type { SendPorts } from './decision-sender.ts';
import { dynamoDbConversationMemory } from './dynamodb-conversation-memory.ts';
import { dynamoDbSessions } from './dynamodb-sessions.ts';
import type { Outbounds } from './outbound.ts';
import type { sendingEnvironment } from './sending-environment.ts';

const DAY_MS = 24 * 3600_000;

export interface SendingOptions {
  /** The function's name in its log. */
  readonly fn: string;
  readonly config: Environment<typeof sendingEnvironment>;
  readonly client: ItemClient;
  /** For the sessions, which are most of the calls; else the same. */
  readonly sessionsClient?: ItemClient;
  readonly outbounds: Outbounds;
}

export function dynamoDbSending({ fn, config, client, sessionsClient = client, outbounds }: SendingOptions) {
  const log = jsonLog(fn, clock.nowMs);
  const table = config.SESSIONS_TABLE;
  const stats = dynamoDbStats({
    client,
    table: config.STATS_TABLE,
    retentionMs: config.STATS_RETENTION_DAYS * DAY_MS,
  });
  const counters = createCounters({ stats, clock, log, newId: randomUUID }, config.SLOW_MS);
  const ports: SendPorts = {
    sessions: dynamoDbSessions({
      client: sessionsClient,
      table,
      clock,
      retentionMs: config.SESSION_RETENTION_DAYS * DAY_MS,
    }),
    errorLog: dynamoDbErrorLogWriter({
      client,
      table: config.FAILURES_TABLE,
      retentionMs: config.PAYLOAD_RETENTION_DAYS * DAY_MS,
    }),
    outbounds,
    memory: dynamoDbConversationMemory({
      client,
      table,
      clock,
      retentionMs: config.SESSION_RETENTION_DAYS * DAY_MS,
    }),
    breaker: breaker(
      { store: dynamoDbBreakers({ client, table }), clock, log },
      {
        failures: config.BREAKER_FAILURES,
        percent: config.BREAKER_PERCENT,
        windowMs: config.BREAKER_WINDOW_SECONDS * 1000,
        pauseMs: config.BREAKER_PAUSE_SECONDS * 1000,
      },
    ),
    counters,
    clock,
    log,
    random: Math.random,
  };
  const settings = { windowMs: config.SEND_WINDOW_HOURS * 3600_000 };

  /** Does the work of one invocation, and writes down what it has counted, however the work ends. */
  async function counting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      await counters.write();
    }
  }

  return { ports, settings, counting };
}

// What every function is wired with that brings decisions to Treble: sessions, the error log, Treble and its breaker,
// and a tally for each invocation. What else a function may touch stands in its own handler.
import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type * as v from 'valibot';
import { trebleUpdater } from '../../platforms/treble/session-updater.ts';
import { clock } from '../../runtime/clock.ts';
import { jsonLog } from '../../runtime/log.ts';
import { breaker } from '../breaker/breaker.ts';
import { dynamoDbBreakers } from '../breaker/dynamodb-breakers.ts';
import { dynamoDbFailures } from '../error-log/dynamodb-error-log-writer.ts';
import { createCounters, type InvocationCounters } from '../statistics/counters.ts';
import { dynamoDbStats } from '../statistics/dynamodb-stats-store.ts';
import { dynamoDbSessions } from './dynamodb-sessions.ts';
import type { sendingEnvironment } from './sending-environment.ts';

type Told = {
  readonly [Name in keyof typeof sendingEnvironment]: v.InferOutput<(typeof sendingEnvironment)[Name]>;
};

const DAY_MS = 24 * 3600_000;

/** `fn` is the function's name in its log. */
export function sending(fn: string, config: Told, client: DynamoDBClient) {
  const log = jsonLog(fn, clock.nowMs);
  const table = config.SESSIONS_TABLE;
  const retentionMs = config.SESSION_RETENTION_DAYS * DAY_MS;
  const stats = dynamoDbStats({
    client,
    table: config.STATS_TABLE,
    retentionMs: config.STATS_RETENTION_DAYS * DAY_MS,
  });
  const ports = {
    sessions: dynamoDbSessions({ client, table, clock, retentionMs }),
    failures: dynamoDbFailures({
      client,
      table: config.FAILURES_TABLE,
      retentionMs: config.PAYLOAD_RETENTION_DAYS * DAY_MS,
    }),
    updater: trebleUpdater(config.TREBLE_BASE_URL, clock),
    breaker: breaker(
      { store: dynamoDbBreakers({ client, table }), clock, log },
      {
        failures: config.BREAKER_FAILURES,
        windowMs: config.BREAKER_WINDOW_SECONDS * 1000,
        pauseMs: config.BREAKER_PAUSE_SECONDS * 1000,
      },
    ),
    clock,
    log,
    random: Math.random,
  };

  /** Does the work of one invocation with a tally of its own, which is written down however the work ends. */
  async function counting<T>(work: (counters: InvocationCounters) => Promise<T>): Promise<T> {
    const counters = createCounters({ stats, clock, log, newId: randomUUID }, config.SLOW_MS);
    try {
      return await work(counters);
    } finally {
      await counters.write();
    }
  }

  const settings = {
    settleMs: config.SESSION_UPDATE_SETTLE_SECONDS * 1000,
    windowMs: config.SEND_WINDOW_HOURS * 3600_000,
  };
  return { ports, settings, counting };
}

// The console: everything that people look at, as HTML. May read statistics, sessions, sources and the error log, and
// nothing else: who may look may not act.
import { dynamoDb } from '../shared/aws/clients.ts';
import { dynamoDbErrorLog } from '../shared/aws/dynamodb-error-log.ts';
import { clock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { jsonLog } from '../shared/log.ts';
import { answer } from './answer.ts';
import { consoleEnvironment } from './config.ts';

const config = readEnvironment(consoleEnvironment, process.env);

const notReadYet = async (): Promise<never> => {
  throw new Error('There is no adapter for this part yet.');
};

const ports = {
  stats: { read: notReadYet },
  waits: { open: notReadYet },
  breakers: { notClosed: notReadYet },
  errorLog: dynamoDbErrorLog({ client: dynamoDb(), table: config.FAILURES_TABLE, clock }),
  clock,
  log: jsonLog('console', clock.nowMs),
};

const settings = {
  ...(config.OPERATE_FUNCTION_ARN !== undefined && { operateArn: config.OPERATE_FUNCTION_ARN }),
};

export async function handler(event: unknown): Promise<unknown> {
  return answer(event, ports, settings);
}

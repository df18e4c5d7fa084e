// Starts and stops the engines that stand in for SQS, S3 and DynamoDB. They run in a thread, so they always end with
// this process.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { messageOf, Problem } from '../../problem.ts';
import { ACCOUNT, REGION } from '../../template/identities.ts';
import type { EngineEndpoints } from '../lambda/variables.ts';

export interface Engines {
  readonly endpoints: Omit<EngineEndpoints, 'secretsmanager'>;
  queueUrl(name: string): string;
  /** Settles when an engine fails; never otherwise. */
  readonly failed: Promise<Problem>;
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 1500;

export async function startEngines(directory: string): Promise<Engines> {
  const thread = new Worker(new URL('./engine-thread.ts', import.meta.url), {
    workerData: { directory },
    env: { AWS_REGION: REGION, AWS_ACCOUNT_ID: ACCOUNT, NODE_ENV: 'production' },
    execArgv: [],
  });
  const failed = new Promise<Problem>((settle) => {
    thread.once('error', (cause) =>
      settle(new Problem(`The engines for SQS, S3 and DynamoDB failed: ${messageOf(cause)}`, 1, { cause })),
    );
  });
  const started = await Promise.race([once(thread, 'message'), failed]);
  if (started instanceof Problem) throw started;
  const [sqs, dynamodb] = v.parse(v.tuple([v.string(), v.string()]), started[0]);
  return {
    endpoints: { sqs, dynamodb, s3: sqs },
    queueUrl: (name) => `${sqs}/${ACCOUNT}/${name}`,
    failed,
    async stop() {
      const closed = once(thread, 'message', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
      thread.postMessage('stop');
      await closed.catch(() => undefined);
      await thread.terminate();
    },
  };
}

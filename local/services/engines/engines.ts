// Starts and stops the engines that stand in for SQS, S3 and DynamoDB. They live in a thread, so they cannot
// outlive this process.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { messageOf, Problem } from '../../problem.ts';
import { ACCOUNT, REGION } from '../../template/identities.ts';

export interface Engines {
  readonly endpoints: { readonly sqs: string; readonly dynamodb: string; readonly s3: string };
  queueUrl(name: string): string;
  /** Settles when an engine breaks down; never otherwise. */
  readonly failed: Promise<Problem>;
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 1500;

export async function startEngines(directory: string): Promise<Engines> {
  const thread = new Worker(new URL('./engine-thread.ts', import.meta.url), {
    workerData: { directory },
    env: { AWS_REGION: REGION, AWS_ACCOUNT_ID: ACCOUNT, NODE_ENV: 'production' },
    execArgv: [],
  });
  const failed = new Promise<Problem>((settle) => {
    thread.once('error', (cause) =>
      settle(new Problem(`The engines broke down: ${messageOf(cause)}`, 1, { cause })),
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
      const closed = once(thread, 'message', { signal: AbortSignal.timeout(STOP_PATIENCE_MS) });
      thread.postMessage('stop');
      await closed.catch(() => undefined);
      await thread.terminate();
    },
  };
}

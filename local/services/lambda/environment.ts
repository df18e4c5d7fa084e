// One execution environment of a function: a child process that loads the bundle once and serves one invocation
// at a time, until it is killed for taking too long or dies by itself.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { REGION } from '../../template/identities.ts';
import type { FunctionPlan } from '../../template/plan.ts';

/** As Lambda names them, e.g. `Sandbox.Timedout` or the name of what the handler threw. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: InvocationError };

export interface Environment {
  /** Settles when it can take an invocation, or with why it never will. */
  readonly ready: Promise<InvocationError | undefined>;
  /** Never rejects. Only when ready, and one at a time. */
  invoke(event: unknown): Promise<InvocationResult>;
  /** Settles when the process is gone. */
  readonly gone: Promise<void>;
  kill(): void;
}

const error = v.object({ errorType: v.string(), errorMessage: v.string() });
const message = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('init-error'), error }),
  v.object({ type: v.literal('result'), requestId: v.string(), payload: v.string() }),
  v.object({ type: v.literal('error'), requestId: v.string(), error }),
]);

const BACKGROUND_PRIORITY = 4;

/** Lambda gives a function this long to load. */
const INIT_LIMIT_MS = 10_000;

export interface EnvironmentOptions {
  readonly endpoints: { readonly sqs: string; readonly dynamodb: string; readonly s3: string };
  /** A caller waits for the function's answer, so it goes before others. */
  readonly answersRequests: boolean;
  /** Takes each line that the function prints. */
  output(line: string): void;
}

export function startEnvironment(plan: FunctionPlan, options: EnvironmentOptions): Environment {
  const child = fork(join(import.meta.dirname, 'bootstrap.cjs'), {
    cwd: plan.directory,
    env: variablesOf(plan, options),
    execArgv: [`--max-old-space-size=${plan.memoryMb}`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', options.output);
  }
  // On AWS nobody shares a processor; here, what answers a request goes before what works behind it.
  if (!options.answersRequests && child.pid !== undefined) setPriority(child.pid, BACKGROUND_PRIORITY);
  const gone = new Promise<void>((settle) => {
    child.once('error', () => settle());
    child.once('exit', () => settle());
  });
  const kill = () => void child.kill('SIGKILL');
  return {
    gone,
    kill,
    ready: readiness(child, gone, kill),
    invoke: (event) => invokeOnce({ child, plan, gone, kill, event }),
  };
}

async function readiness(
  child: ChildProcess,
  gone: Promise<void>,
  kill: () => void,
): Promise<InvocationError | undefined> {
  const timer = setTimeout(kill, INIT_LIMIT_MS);
  const said = await Promise.race([
    new Promise<unknown>((settle) => child.once('message', settle)),
    gone.then(() => undefined),
  ]);
  clearTimeout(timer);
  const parsed = v.safeParse(message, said);
  if (parsed.success && parsed.output.type === 'ready') return undefined;
  kill();
  if (parsed.success && parsed.output.type === 'init-error') return parsed.output.error;
  return { errorType: 'Runtime.ExitError', errorMessage: 'The runtime ended while the function was loading' };
}

async function invokeOnce({
  child,
  plan,
  gone,
  kill,
  event,
}: Pick<Environment, 'gone' | 'kill'> & {
  child: ChildProcess;
  plan: FunctionPlan;
  event: unknown;
}): Promise<InvocationResult> {
  const requestId = randomUUID();
  const limitMs = plan.timeoutSeconds * 1000;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, limitMs);
  const said = await Promise.race([
    new Promise<unknown>((settle) => {
      child.once('message', settle);
      const logGroup = `/aws/lambda/${plan.name}`;
      const invocation = { requestId, event, deadlineMs: Date.now() + limitMs, arn: plan.arn, logGroup };
      // Not sent: the process is going, and `gone` follows.
      child.send(invocation, () => undefined);
    }),
    gone.then(() => undefined),
  ]);
  clearTimeout(timer);
  const parsed = v.safeParse(message, said);
  if (parsed.success && parsed.output.type === 'result') {
    return { ok: true, payload: JSON.parse(parsed.output.payload) };
  }
  if (parsed.success && parsed.output.type === 'error') return { ok: false, error: parsed.output.error };
  const errorMessage = timedOut
    ? `RequestId: ${requestId} Error: Task timed out after ${plan.timeoutSeconds.toFixed(2)} seconds`
    : `RequestId: ${requestId} Error: Runtime exited with error: ${child.signalCode ?? `exit status ${child.exitCode}`}`;
  return {
    ok: false,
    error: { errorType: timedOut ? 'Sandbox.Timedout' : 'Runtime.ExitError', errorMessage },
  };
}

/**
 * What the template says and what Lambda sets by itself. Of the user's own environment just where functions of
 * theirs are to be called: without that there is no Lambda here, and the real one is never called from here.
 */
function variablesOf(plan: FunctionPlan, { endpoints }: EnvironmentOptions): Record<string, string> {
  return {
    ...plan.environment,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_LAMBDA: process.env['AWS_ENDPOINT_URL_LAMBDA'] ?? '',
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${plan.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: 'local',
    // Lambda has no home; with the user's, the SDK would read their AWS settings.
    HOME: plan.directory,
    LAMBDA_TASK_ROOT: plan.directory,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    _HANDLER: plan.handler,
  };
}

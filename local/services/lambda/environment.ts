// One execution environment of a function: a child process that loads the bundle once and serves one invocation at a
// time. It ends when it is killed for exceeding the time limit, or when the process itself exits.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { FunctionPlan } from '../../template/plan.ts';
import { type ProcessorCall, processorCall } from './processor-calls.ts';
import { type EngineEndpoints, logGroupOf, variablesOf } from './variables.ts';

/** The type as Lambda names it: `Sandbox.Timedout`, or the name of the error that the handler threw. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: InvocationError };

export interface Environment {
  /** Undefined when it can serve an invocation, or the error why it never will. */
  readonly ready: Promise<InvocationError | undefined>;
  /** Never rejects. Only when ready, and one at a time. */
  invoke(event: unknown): Promise<InvocationResult>;
  /** Settles when the process has ended. */
  readonly exited: Promise<void>;
  kill(): void;
}

const error = v.object({ errorType: v.string(), errorMessage: v.string() });
const message = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('init-error'), error }),
  v.object({ type: v.literal('result'), requestId: v.string(), payload: v.string() }),
  v.object({ type: v.literal('error'), requestId: v.string(), error }),
  v.object({ type: v.literal('call'), call: processorCall }),
]);

const BACKGROUND_PRIORITY = 4;

/** Lambda's limit on the time that a function needs to load. */
const INIT_LIMIT_MS = 10_000;

export interface EnvironmentOptions {
  readonly endpoints: EngineEndpoints;
  /** A caller waits for the function's answer, so the function runs at a higher priority than others. */
  readonly answersRequests: boolean;
  /** Receives each line that the function prints. */
  output(line: string): void;
  /** Receives each call of the function to a processor, at its end. Without it they are not recorded. */
  called?(call: ProcessorCall): void;
}

export function startEnvironment(plan: FunctionPlan, options: EnvironmentOptions): Environment {
  const child = fork(join(import.meta.dirname, 'bootstrap.cjs'), {
    cwd: plan.directory,
    env: variablesOf(plan, options.endpoints),
    execArgv: [
      `--max-old-space-size=${plan.memoryMb}`,
      ...(options.called ? ['--require', join(import.meta.dirname, 'record-calls.cjs')] : []),
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', options.output);
  }
  child.on('message', (received: unknown) => {
    const { success, output } = v.safeParse(message, received);
    if (success && output.type === 'call') options.called?.(output.call);
  });
  // On AWS functions share no processor. Here they do, so background work must not slow down answers.
  if (!options.answersRequests && child.pid !== undefined) setPriority(child.pid, BACKGROUND_PRIORITY);
  const exited = new Promise<void>((settle) => {
    child.once('error', () => settle());
    child.once('exit', () => settle());
  });
  const running: Running = { child, plan, kill: () => void child.kill('SIGKILL') };
  return {
    exited,
    kill: running.kill,
    ready: waitUntilReady(running),
    invoke: (event) => invokeOnce(running, event),
  };
}

interface Running extends Pick<Environment, 'kill'> {
  readonly child: ChildProcess;
  readonly plan: FunctionPlan;
}

async function waitUntilReady({ child, kill }: Running): Promise<InvocationError | undefined> {
  const timer = setTimeout(kill, INIT_LIMIT_MS);
  const reply = await nextMessage(child);
  clearTimeout(timer);
  if (reply?.type === 'ready') return undefined;
  kill();
  if (reply?.type === 'init-error') return reply.error;
  return { errorType: 'Runtime.ExitError', errorMessage: 'The runtime ended while the function was loading' };
}

async function invokeOnce({ child, plan, kill }: Running, event: unknown): Promise<InvocationResult> {
  const requestId = randomUUID();
  const limitMs = plan.timeoutSeconds * 1000;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, limitMs);
  const replied = nextMessage(child);
  const invocation = { requestId, event, deadlineMs: Date.now() + limitMs, arn: plan.arn };
  // An error of sending is not needed: the process is ending then.
  child.send({ ...invocation, logGroup: logGroupOf(plan) }, () => undefined);
  const reply = await replied;
  clearTimeout(timer);
  if (reply?.type === 'result') return { ok: true, payload: JSON.parse(reply.payload) };
  if (reply?.type === 'error') return { ok: false, error: reply.error };
  const errorMessage = timedOut
    ? `RequestId: ${requestId} Error: Task timed out after ${plan.timeoutSeconds.toFixed(2)} seconds`
    : `RequestId: ${requestId} Error: Runtime exited with error: ${child.signalCode ?? `exit status ${child.exitCode}`}`;
  return {
    ok: false,
    error: { errorType: timedOut ? 'Sandbox.Timedout' : 'Runtime.ExitError', errorMessage },
  };
}

/** Undefined when the process ends first, or sends something else. */
function nextMessage(child: ChildProcess): Promise<v.InferOutput<typeof message> | undefined> {
  // Listeners and no race with `exited`: that promise would keep every answer until the process ends.
  return new Promise((settle) => {
    const onMessage = (received: unknown) => {
      const parsed = v.safeParse(message, received);
      if (parsed.success && parsed.output.type === 'call') return;
      child.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
      settle(parsed.success ? parsed.output : undefined);
    };
    const onEnd = () => {
      child.off('message', onMessage);
      settle(undefined);
    };
    if (child.exitCode !== null || child.signalCode !== null) return settle(undefined);
    child.on('message', onMessage).once('error', onEnd).once('exit', onEnd);
  });
}

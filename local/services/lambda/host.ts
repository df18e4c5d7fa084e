// Lambda for one function: keeps its execution environments, starts more while invocations wait, up to a limit, and
// gives each invocation to a free environment. Invocations that wait are served in order.

import { Problem } from '../../problem.ts';
import type { FunctionPlan } from '../../template/plan.ts';
import {
  type Environment,
  type EnvironmentOptions,
  type InvocationError,
  type InvocationResult,
  startEnvironment,
} from './environment.ts';

export interface LambdaHost {
  /** Starts one environment. @throws {Problem} with the function's own error when it does not load. */
  warm(): Promise<void>;
  /** Never rejects: an error is a result, as it is for the callers of Lambda. */
  invoke(event: unknown): Promise<InvocationResult>;
  /** Waits up to `graceMs` for running invocations, then kills all environments. */
  stop(graceMs: number): Promise<void>;
}

export interface LambdaHostOptions extends EnvironmentOptions {
  readonly maxEnvironments: number;
  log(line: string): void;
}

interface WaitingInvocation {
  readonly event: unknown;
  settle(result: InvocationResult): void;
}

const STOPPING: InvocationResult = {
  ok: false,
  error: { errorType: 'ServiceException', errorMessage: 'The local run is stopping' },
};

export function createLambdaHost(plan: FunctionPlan, options: LambdaHostOptions): LambdaHost {
  const all = new Set<Environment>();
  const idle: Environment[] = [];
  const waiting: WaitingInvocation[] = [];
  let running = 0;
  let starting = false;
  let stopping = false;
  let notifyIdle: (() => void) | undefined;

  async function start(): Promise<InvocationError | undefined> {
    const environment = startEnvironment(plan, options);
    all.add(environment);
    void environment.exited.then(() => {
      all.delete(environment);
      const at = idle.indexOf(environment);
      if (at >= 0) idle.splice(at, 1);
    });
    const problem = await environment.ready;
    if (!problem) idle.push(environment);
    return problem;
  }

  async function run(environment: Environment, { event, settle }: WaitingInvocation): Promise<void> {
    running += 1;
    const result = await environment.invoke(event);
    running -= 1;
    // After a handler threw, its process can serve again; a process that was killed or exited cannot.
    const reusable = result.ok || !/^(Sandbox\.Timedout|Runtime\.ExitError)$/.test(result.error.errorType);
    if (reusable) idle.push(environment);
    else {
      all.delete(environment);
      options.log(`${plan.logicalId}: ${result.error.errorMessage}`);
    }
    settle(result);
    serve();
    if (running === 0) notifyIdle?.();
  }

  function serve(): void {
    while (waiting.length > 0 && idle.length > 0) {
      // The environment that was used last: its caches are the most recent.
      const environment = idle.pop();
      const next = waiting.shift();
      if (environment && next) void run(environment, next);
    }
    // One start at a time: a burst of short invocations is over before a second process is ready, and many starts
    // together would slow down the running invocations of a small machine.
    if (waiting.length > 0 && !starting && !stopping && all.size < options.maxEnvironments) void grow();
  }

  async function grow(): Promise<void> {
    starting = true;
    const problem = await start();
    starting = false;
    if (problem) waiting.shift()?.settle({ ok: false, error: problem });
    serve();
  }

  return {
    async warm() {
      const problem = await start();
      if (problem) {
        throw new Problem(`${plan.logicalId} does not start: ${problem.errorType}: ${problem.errorMessage}`);
      }
      serve();
    },
    invoke: (event) =>
      new Promise((settle) => {
        if (stopping) return settle(STOPPING);
        waiting.push({ event, settle });
        serve();
      }),
    async stop(graceMs) {
      stopping = true;
      for (const { settle } of waiting.splice(0)) settle(STOPPING);
      if (running > 0) {
        const timer = setTimeout(() => notifyIdle?.(), graceMs);
        await new Promise<void>((settle) => {
          notifyIdle = settle;
        });
        clearTimeout(timer);
      }
      const ending = [...all];
      for (const environment of ending) environment.kill();
      await Promise.all(ending.map(({ exited }) => exited));
    },
  };
}

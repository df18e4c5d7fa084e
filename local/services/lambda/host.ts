// Plays Lambda for one function: keeps execution environments, starts more when work waits, up to a bound, and
// hands each invocation to one that is free. What waits is served in order.

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
  /** Has one environment ready. @throws {Problem} with the function's own words when it does not load. */
  warm(): Promise<void>;
  /** Never rejects: what goes wrong is a result, as it is for Lambda's callers. */
  invoke(event: unknown): Promise<InvocationResult>;
  /** Gives what runs `graceMs` to end, then kills it. */
  stop(graceMs: number): Promise<void>;
}

export interface LambdaHostOptions extends EnvironmentOptions {
  readonly maxEnvironments: number;
  log(line: string): void;
}

interface Waiting {
  readonly event: unknown;
  settle(result: InvocationResult): void;
}

const STOPPING: InvocationResult = {
  ok: false,
  error: { errorType: 'ServiceException', errorMessage: 'The local run is ending' },
};

export function createLambdaHost(plan: FunctionPlan, options: LambdaHostOptions): LambdaHost {
  const all = new Set<Environment>();
  const idle: Environment[] = [];
  const waiting: Waiting[] = [];
  let running = 0;
  let starting = false;
  let stopping = false;
  let whenQuiet: (() => void) | undefined;

  async function start(): Promise<InvocationError | undefined> {
    const environment = startEnvironment(plan, options);
    all.add(environment);
    void environment.gone.then(() => {
      all.delete(environment);
      const at = idle.indexOf(environment);
      if (at >= 0) idle.splice(at, 1);
    });
    const problem = await environment.ready;
    if (!problem) idle.push(environment);
    return problem;
  }

  async function run(environment: Environment, { event, settle }: Waiting): Promise<void> {
    running += 1;
    const result = await environment.invoke(event);
    running -= 1;
    // A handler that threw can be called again; a process that was killed or died cannot.
    const reusable = result.ok || !/^(Sandbox\.Timedout|Runtime\.ExitError)$/.test(result.error.errorType);
    if (reusable) idle.push(environment);
    else {
      all.delete(environment);
      options.log(`${plan.logicalId}: ${result.error.errorMessage}`);
    }
    settle(result);
    serve();
    if (running === 0) whenQuiet?.();
  }

  function serve(): void {
    while (waiting.length > 0 && idle.length > 0) {
      // The one used last has the warmest caches; the others may as well go on sleeping.
      const environment = idle.pop();
      const next = waiting.shift();
      if (environment && next) void run(environment, next);
    }
    // One start at a time: a burst of short calls is over before a second process would have loaded, and on a
    // small machine many starting at once would only slow down those at work.
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
        const timer = setTimeout(() => whenQuiet?.(), graceMs);
        await new Promise<void>((settle) => {
          whenQuiet = settle;
        });
        clearTimeout(timer);
      }
      const ending = [...all];
      for (const environment of ending) environment.kill();
      await Promise.all(ending.map(({ gone }) => gone));
    },
  };
}

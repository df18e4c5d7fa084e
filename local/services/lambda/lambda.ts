// Lambda for all functions of the template: one host each, found by the function's logical id.

import { Problem } from '../../problem.ts';
import type { Plan } from '../../template/plan.ts';
import type { InvocationResult } from './environment.ts';
import { createLambdaHost, type LambdaHost } from './host.ts';
import type { ProcessorCall } from './processor-calls.ts';
import type { EngineEndpoints } from './variables.ts';

/** A new account's limit on concurrent executions. */
const NEW_ACCOUNT_ENVIRONMENTS = 10;

/** On stop, running invocations have this long to end. */
const STOP_GRACE_MS = 500;

export interface Lambda {
  has(functionId: string): boolean;
  /** Never rejects. @throws {Problem} when there is no such function. */
  invoke(functionId: string, event: unknown): Promise<InvocationResult>;
  /** Starts one environment of each function. @throws {Problem} when a function does not load. */
  warm(): Promise<void>;
  stop(): Promise<void>;
}

export interface LambdaOptions {
  readonly endpoints: EngineEndpoints;
  /** Receives each line that a function prints. */
  output(line: string): void;
  /** Receives each call of a function to a processor, at its end. */
  called(call: ProcessorCall): void;
  log(line: string): void;
}

export function createLambda(plan: Plan, options: LambdaOptions): Lambda {
  const hosts = new Map<string, LambdaHost>(
    plan.functions.map((one) => {
      const answersRequests = plan.routes.some(({ functionId }) => functionId === one.logicalId);
      const maxEnvironments = maxEnvironmentsOf(plan, one.logicalId);
      return [one.logicalId, createLambdaHost(one, { ...options, maxEnvironments, answersRequests })];
    }),
  );
  return {
    has: (functionId) => hosts.has(functionId),
    invoke(functionId, event) {
      const host = hosts.get(functionId);
      if (!host) throw new Problem(`There is no function ${functionId}.`);
      return host.invoke(event);
    },
    async warm() {
      await Promise.all([...hosts.values()].map((host) => host.warm()));
    },
    async stop() {
      await Promise.all([...hosts.values()].map((host) => host.stop(STOP_GRACE_MS)));
    },
  };
}

/** Enough for all callers of the function together, so that no received message waits for a free environment. */
function maxEnvironmentsOf({ eventSources, schedules }: Plan, functionId: string): number {
  const concurrent = eventSources
    .filter((one) => one.functionId === functionId)
    .map((one) => one.maxConcurrency);
  const scheduled = schedules.filter((one) => one.functionId === functionId).length;
  return Math.max(
    NEW_ACCOUNT_ENVIRONMENTS,
    concurrent.reduce((sum, one) => sum + one, scheduled),
  );
}

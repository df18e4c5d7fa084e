// The functions of the template in processes of their own, as Lambda starts them. Their output is counted.
import { type Environment, startEnvironment } from '../local/services/lambda/environment.ts';
import type { FunctionPlan, Plan } from '../local/template/plan.ts';

/** What CloudWatch Logs adds to each line. */
export const LINE_BYTES = 26;

/** Of an invocation on Lambda, warm. Assumed: no function ran there. */
export const ASSUMED_MS = {
  IngestFunction: 15,
  WorkerFunction: 60,
  ResumeFunction: 40,
  StatsFunction: 30,
  SweeperFunction: 300,
} as const;

export type FunctionName = keyof typeof ASSUMED_MS;

export interface Functions {
  readonly memoryMb: (name: FunctionName) => number;
  invoke(name: FunctionName, event: unknown): Promise<void>;
  takeLogBytes(): number;
  stop(): void;
}

export function startFunctions(plan: Plan, url: string): Functions {
  let logBytes = 0;
  const started = new Map<FunctionName, Environment>();
  const planOf = (name: FunctionName): FunctionPlan => {
    const found = plan.functions.find(({ logicalId }) => logicalId === name);
    if (!found) throw new Error(`The template has no function ${name}.`);
    return found;
  };
  const output = (line: string) => {
    logBytes += Buffer.byteLength(line) + LINE_BYTES;
  };
  return {
    memoryMb: (name) => planOf(name).memoryMb,
    async invoke(name, event) {
      const endpoints = { sqs: url, dynamodb: url, s3: url, secretsmanager: url };
      const environment =
        started.get(name) ?? startEnvironment(planOf(name), { endpoints, answersRequests: true, output });
      started.set(name, environment);
      await environment.ready;
      const result = await environment.invoke(event);
      if (!result.ok) throw new Error(`${name}: ${result.error.errorMessage}`);
    },
    takeLogBytes() {
      const taken = logBytes;
      logBytes = 0;
      return taken;
    },
    stop() {
      for (const environment of started.values()) environment.kill();
    },
  };
}

/** Output arrives a little after the answer. */
export const settleOutput = () => new Promise((resolve) => setTimeout(resolve, 200));

// One measurement: a bundle in a process of its own, in the bootstrap that a local run uses, loaded as Lambda
// loads it, called once or many times. What is measured must have been done: every answer is a 200, and the stub
// was asked for what belongs to it.
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { type InvocationError, startEnvironment } from '../local/services/lambda/environment.ts';
import type { FunctionPlan } from '../local/template/plan.ts';
import type { Stub } from './stub.ts';

const cost = v.object({
  status: v.literal(200),
  /** Of the calls, without those to warm up. */
  cpuMs: v.number(),
  p50Ms: v.number(),
  p99Ms: v.number(),
  /** Of the process, from its start to the last answer. */
  cpuSinceStartMs: v.number(),
  internalModules: v.number(),
  undiciModules: v.number(),
});

export interface Cost extends v.InferOutput<typeof cost> {
  /** From before the process is started until its answer is here. */
  readonly firstAnswerMs: number;
}

export interface Subject {
  readonly bundle: string;
  readonly event: object;
  /** What one call asks of the stub, and what the first one asks besides. */
  readonly perCall: Readonly<Record<string, number>>;
  readonly once?: Readonly<Record<string, number>>;
}

export interface Harness {
  readonly stub: Stub;
  /** The environment that every subject runs in. */
  readonly plan: FunctionPlan;
  readonly certificateFile: string;
}

export interface Calls {
  readonly warmUpCalls: number;
  readonly calls: number;
}

export const ONE_CALL: Calls = { warmUpCalls: 0, calls: 1 };

const TIMEOUT_SECONDS = 120;
const PACKAGES = new URL('../node_modules', import.meta.url).pathname;

export async function measure(
  { stub, plan, certificateFile }: Harness,
  { bundle, event, perCall, once = {} }: Subject,
  { warmUpCalls, calls }: Calls,
): Promise<Cost> {
  const probe: FunctionPlan = {
    ...plan,
    directory: import.meta.dirname,
    handler: 'probe.cjs.handler',
    timeoutSeconds: TIMEOUT_SECONDS,
    environment: {
      ...plan.environment,
      BENCH_BUNDLE: bundle,
      BENCH_STUB: stub.url,
      // For the one bundle that has the SDK beside it.
      NODE_PATH: PACKAGES,
      NODE_EXTRA_CA_CERTS: certificateFile,
    },
  };
  const endpoints = { sqs: stub.url, dynamodb: stub.url, s3: stub.url };
  const said: string[] = [];
  const output = (line: string) => void (said.length < 20 && said.push(line));
  stub.takeCounts();
  const startedAt = performance.now();
  const environment = startEnvironment(probe, { endpoints, answersRequests: true, output });
  try {
    const problem = await environment.ready;
    if (problem) throw failure(bundle, problem, said);
    const result = await environment.invoke({ event, calls, warmUpCalls });
    const firstAnswerMs = performance.now() - startedAt;
    if (!result.ok) throw failure(bundle, result.error, said);
    const asked = stub.takeCounts();
    const expected = { ...once };
    for (const [name, count] of Object.entries(perCall)) {
      expected[name] = (expected[name] ?? 0) + count * (warmUpCalls + calls);
    }
    if (!isDeepStrictEqual(asked, expected)) {
      throw new Error(`${bundle} asked for ${JSON.stringify(asked)}, not ${JSON.stringify(expected)}.`);
    }
    return { ...v.parse(cost, result.payload), firstAnswerMs };
  } finally {
    environment.kill();
    await environment.exited;
  }
}

function failure(bundle: string, { errorType, errorMessage }: InvocationError, said: string[]): Error {
  return new Error(`${bundle}: ${errorType}: ${errorMessage}\n${said.join('\n')}`);
}

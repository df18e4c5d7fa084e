// One measurement: a bundle in a separate process, in the bootstrap of the local run, loaded as in Lambda and called
// once or many times. The work is verified: every answer is 200, and the stub received the expected requests.
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import {
  type Environment,
  type EnvironmentOptions,
  type InvocationError,
  startEnvironment,
} from '../local/services/lambda/environment.ts';
import type { FunctionPlan } from '../local/template/plan.ts';
import { startRuntimeClient } from './runtime-client.ts';
import type { Stub } from './stub.ts';

const cost = v.object({
  status: v.literal(200),
  /** Of the calls, without the warm-up. */
  cpuMs: v.number(),
  p50Ms: v.number(),
  p99Ms: v.number(),
  /** Of the process, from start to last answer. */
  cpuSinceStartMs: v.number(),
  internalModules: v.number(),
  undiciModules: v.number(),
});

export interface Cost extends v.InferOutput<typeof cost> {
  /** From before the start of the process until its code is loaded. */
  readonly loadedMs: number;
  /** The same, to its answer. */
  readonly firstAnswerMs: number;
}

export interface Subject {
  readonly bundle: string;
  readonly event: object;
  /** The stub requests of each call, and the additional ones of the first call. */
  readonly perCall: Readonly<Record<string, number>>;
  readonly once?: Readonly<Record<string, number>>;
}

export interface Harness {
  readonly stub: Stub;
  /** The environment of every subject. */
  readonly plan: FunctionPlan;
  readonly certificateFile: string;
  /** The folder of AWS's runtime client; undefined: the bootstrap of the local run. */
  readonly runtimeClient: string | undefined;
}

export interface Calls {
  readonly warmUpCalls: number;
  readonly calls: number;
}

export const ONE_CALL: Calls = { warmUpCalls: 0, calls: 1 };

const TIMEOUT_SECONDS = 120;
const PACKAGES = new URL('../node_modules', import.meta.url).pathname;

export async function measure(
  { stub, plan, certificateFile, runtimeClient }: Harness,
  { bundle, event, perCall, once = {} }: Subject,
  { warmUpCalls, calls }: Calls,
): Promise<Cost> {
  const probe: FunctionPlan = {
    ...plan,
    directory: import.meta.dirname,
    handler: runtimeClient === undefined ? 'probe.cjs.handler' : 'probe.handler',
    timeoutSeconds: TIMEOUT_SECONDS,
    environment: {
      ...plan.environment,
      BENCH_BUNDLE: bundle,
      BENCH_STUB: stub.url,
      // For the bundle that loads the SDK from node_modules.
      NODE_PATH: PACKAGES,
      NODE_EXTRA_CA_CERTS: certificateFile,
    },
  };
  const endpoints = { sqs: stub.url, dynamodb: stub.url, s3: stub.url, secretsmanager: stub.url };
  const lines: string[] = [];
  const output = (line: string) => void (lines.length < 20 && lines.push(line));
  stub.takeCounts();
  const startedAt = performance.now();
  const environment = await start(probe, { endpoints, answersRequests: true, output }, runtimeClient);
  try {
    const problem = await environment.ready;
    const loadedMs = performance.now() - startedAt;
    if (problem) throw failure(bundle, problem, lines);
    const result = await environment.invoke({ event, calls, warmUpCalls });
    const firstAnswerMs = performance.now() - startedAt;
    if (!result.ok) throw failure(bundle, result.error, lines);
    const requested = stub.takeCounts();
    const expected = { ...once };
    for (const [name, count] of Object.entries(perCall)) {
      expected[name] = (expected[name] ?? 0) + count * (warmUpCalls + calls);
    }
    if (!isDeepStrictEqual(requested, expected)) {
      throw new Error(
        `${bundle} requested for ${JSON.stringify(requested)}, not ${JSON.stringify(expected)}.`,
      );
    }
    return { ...v.parse(cost, result.payload), loadedMs, firstAnswerMs };
  } finally {
    environment.kill();
    await environment.exited;
  }
}

function start(
  plan: FunctionPlan,
  options: EnvironmentOptions,
  runtimeClient: string | undefined,
): Environment | Promise<Environment> {
  if (runtimeClient === undefined) return startEnvironment(plan, options);
  return startRuntimeClient(runtimeClient, plan, options);
}

function failure(bundle: string, { errorType, errorMessage }: InvocationError, lines: string[]): Error {
  return new Error(`${bundle}: ${errorType}: ${errorMessage}\n${lines.join('\n')}`);
}

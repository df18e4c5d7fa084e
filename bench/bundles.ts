// The measured bundles: those of the app, from its synthesised assembly, and those for comparison.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { readAssembly } from '../local/template/assembly.ts';
import { parameterValues } from '../local/template/parameters.ts';
import type { FunctionPlan } from '../local/template/plan.ts';
import { readPlan } from '../local/template/read-plan.ts';
import { synthesise } from '../local/template/synth.ts';

const file = v.string();
const comparisons = v.object({
  empty: file,
  barePost: file,
  signedPost: file,
  clientPost: file,
  sdkPeer: file,
  expressPeer: file,
  honoPeer: file,
  middyPeer: file,
  sdkIngest: file,
  defaultIngest: file,
  outsideIngest: file,
});

export interface Bundles {
  /** Files, by their name in this folder. */
  readonly files: v.InferOutput<typeof comparisons> & Record<'ingest' | 'worker' | 'sweeper', string>;
  /** The settings of the template. */
  readonly ingest: FunctionPlan;
}

/** A test value with the length of a real key. */
const KEY = 'bench'.repeat(13).slice(0, 64);

export async function makeBundles(directory: string, stubUrl: string, signal: AbortSignal): Promise<Bundles> {
  const assembly = await readAssembly(await synthesise({ signal }));
  const { functions } = readPlan(assembly, {
    parameters: parameterValues(assembly.template.Parameters, new Map()),
    addresses: { baseUrl: stubUrl, queueUrl: (name) => `${stubUrl}/000000000000/${name}` },
    secret: () => KEY,
  });
  const planned = (logicalId: string): FunctionPlan => {
    const plan = functions.find((candidate) => candidate.logicalId === logicalId);
    if (!plan) throw new Error(`The template has no function ${logicalId}.`);
    return plan;
  };
  const fileOf = (logicalId: string) => join(planned(logicalId).directory, 'index.js');
  const app = join(import.meta.dirname, 'comparison-app.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [app, directory], { signal });
  return {
    files: {
      ...v.parse(comparisons, JSON.parse(stdout)),
      ingest: fileOf('IngestFunction'),
      worker: fileOf('WorkerFunction'),
      sweeper: fileOf('SweeperFunction'),
    },
    ingest: planned('IngestFunction'),
  };
}

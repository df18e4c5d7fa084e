// The bundles that are measured: those of the app, from its own synthesised assembly, and beside them what they
// are compared with.
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
  defaultIngest: file,
  outsideIngest: file,
});

export interface Bundles {
  /** Files, by what they are called in this folder. */
  readonly files: v.InferOutput<typeof comparisons> & Record<'ingest' | 'worker' | 'sweeper', string>;
  /** As the template says it is to be run. */
  readonly ingest: FunctionPlan;
}

/** Nothing is checked against it; the real one is made as long. */
const KEY = 'bench'.repeat(13).slice(0, 64);

export async function makeBundles(directory: string, stubUrl: string, signal: AbortSignal): Promise<Bundles> {
  const assembly = await readAssembly(await synthesise({ signal }));
  const { functions } = readPlan(assembly, {
    parameters: parameterValues(assembly.template.Parameters, new Map()),
    addresses: { baseUrl: stubUrl, queueUrl: (name) => `${stubUrl}/000000000000/${name}` },
    secret: () => KEY,
  });
  const planned = (logicalId: string): FunctionPlan => {
    const plan = functions.find((one) => one.logicalId === logicalId);
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

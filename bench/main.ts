// `npm run bench`: measures and prints the cost of an acknowledgement. It writes only to a temporary directory.
// docs/benchmarks.md explains each value.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../local/problem.ts';
import { makeBundles } from './bundles.ts';
import { selfSigned } from './certificate.ts';
import { cold } from './cold.ts';
import { consoleReads } from './console.ts';
import { cost } from './cost.ts';
import { drain } from './drain.ts';
import { type Flags, type Part, parseFlags } from './flags.ts';
import { idCards } from './id-card.ts';
import { localMemory } from './local-memory.ts';
import { localSpeed } from './local-speed.ts';
import { inTables, type Report } from './report.ts';
import { sizes } from './sizes.ts';
import { startStub } from './stub.ts';
import { subjectsOf } from './subjects.ts';
import { warmClient, warmIngest } from './warm.ts';

const print = (line: string) => void process.stderr.write(`bench: ${line}\n`);
const directory = mkdtempSync(join(tmpdir(), 'acuse-bench-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

try {
  const flags = parseFlags(process.argv.slice(2));
  const report = await run(flags);
  process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : `\n${inTables(report)}`);
} catch (problem) {
  process.stderr.write(problem instanceof Problem ? `${problem.message}\n` : `${Object(problem).stack}\n`);
  process.exitCode = problem instanceof Problem ? problem.exitCode : 1;
}

async function run({ rounds, parts, runtimeClient }: Flags): Promise<Report> {
  const certificate = selfSigned(Date.now());
  const certificateFile = join(directory, 'certificate.pem');
  writeFileSync(certificateFile, certificate.certificatePem);
  const stub = await startStub(certificate);
  try {
    print('building the bundles …');
    const bundles = await makeBundles(join(directory, 'builds'), stub.url, new AbortController().signal);
    const harness = { stub, plan: bundles.ingest, certificateFile, runtimeClient };
    const subjects = subjectsOf(bundles);
    const measured: Record<Part, () => Report | Promise<Report>> = {
      sizes: () => sizes(bundles),
      cold: () => cold(harness, subjects, rounds),
      warm: () => warmIngest(harness, subjects, rounds),
      client: () => warmClient(harness, subjects, rounds),
      local: localSpeed,
      memory: localMemory,
      console: consoleReads,
      cost,
      drain,
      cards: idCards,
    };
    const processor = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`;
    print(`Node.js ${process.version}, ${process.platform} ${process.arch}, ${processor}, ${rounds} rounds`);
    const reports: Report[] = [];
    for (const part of parts) {
      print(`${part} …`);
      reports.push(await measured[part]());
    }
    return {
      ratios: reports.flatMap((report) => report.ratios),
      counts: reports.flatMap((report) => report.counts),
    };
  } finally {
    await stub.close();
  }
}

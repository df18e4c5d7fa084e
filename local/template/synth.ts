// Synthesises the real app with the real bundling, once for each state of its files. The assembly is built in a
// separate directory and then moved into a cache, under the hash of the app's files. When several runs start
// together, one builds and the others wait. The user's cdk.out is never changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../lock.ts';
import { Problem } from '../problem.ts';

const PROJECT = join(import.meta.dirname, '../..');
const SOURCES = [
  'bin/acuse.ts',
  'lib',
  'functions',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** Files may change during the build; then the result belongs to no state of them and is discarded. */
const ATTEMPTS = 5;

export interface SynthOptions {
  readonly signal: AbortSignal;
  onBuild?(): void;
  readonly project?: string;
}

/**
 * The directory of the assembly.
 * @throws {Problem} with the app's own output when it does not synthesise.
 */
export async function synthesise({ signal, onBuild, project = PROJECT }: SynthOptions): Promise<string> {
  const cache = join(project, 'node_modules/.cache/acuse');
  await mkdir(cache, { recursive: true });
  for (let attempt = 0; attempt < ATTEMPTS; ) {
    const key = await hashOf(project);
    const cached = join(cache, key);
    if (existsSync(cached)) return cached;
    const release = tryLock(join(cache, 'lock'), 0);
    if (!release) {
      // Another run is building, most likely the same assembly.
      await sleep(100, undefined, { signal });
      continue;
    }
    try {
      attempt += 1;
      onBuild?.();
      const building = join(cache, 'building');
      await rm(building, { recursive: true, force: true });
      await runApp(project, building, signal);
      if ((await hashOf(project)) === key) await rename(building, cached);
    } finally {
      release();
    }
  }
  throw new Problem("The app's files changed during every build. Start again when nothing writes to them.");
}

async function runApp(project: string, outputDirectory: string, signal: AbortSignal): Promise<void> {
  const { context } = JSON.parse(await readFile(join(project, 'cdk.json'), 'utf8'));
  // Without the user's AWS settings: the app needs none, and is then the same for everybody.
  const environment = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  const app = spawn(process.execPath, [join(project, 'bin/acuse.ts')], {
    cwd: project,
    env: {
      ...Object.fromEntries(environment),
      CDK_OUTDIR: outputDirectory,
      CDK_CONTEXT_JSON: JSON.stringify(context ?? {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let output = '';
  for (const stream of [app.stdout, app.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
    });
  }
  const exitCode = await new Promise<number | null>((settle) => {
    app.once('error', () => settle(null));
    app.once('close', settle);
  });
  signal.throwIfAborted();
  if (exitCode !== 0) throw new Problem(`The app does not synthesise. Its output: ${output.trim()}`);
}

/** The hash of every file's path and content, in a fixed order. */
async function hashOf(project: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) {
    const path = join(project, source);
    if (!existsSync(path)) continue;
    for (const file of (await filesUnder(path)).sort()) {
      hash.update(`\0${file.slice(project.length)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!entries) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

// Synthesises the real app, with the real bundling, once for each state of the sources: the assembly is built in
// a directory of its own and renamed into a cache by the hash of what it is made from. So several starts may
// work at once, a second start has nothing to build, and nobody's cdk.out is touched.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from './problem.ts';

const PROJECT = join(import.meta.dirname, '..');
const CACHE = join(PROJECT, 'node_modules/.cache/acuse');
const SOURCES = ['bin', 'lib', 'functions', 'cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Somebody may be saving files while we build; then the result belongs to no state of them. */
const ATTEMPTS = 5;

/**
 * The directory of the assembly.
 * @throws {Problem} with the app's own words when it does not synthesise.
 */
export async function synthesise(options: { signal: AbortSignal; onBuild?: () => void }): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const key = await hashOf(SOURCES);
    const cached = join(CACHE, key);
    if (existsSync(cached)) return cached;
    options.onBuild?.();
    await mkdir(CACHE, { recursive: true });
    const building = await mkdtemp(join(CACHE, 'building-'));
    try {
      await runApp(building, options.signal);
      if ((await hashOf(SOURCES)) !== key) continue;
      // Another start may have been faster; its assembly is as good.
      await rename(building, cached).catch(() => undefined);
      return cached;
    } finally {
      await rm(building, { recursive: true, force: true });
    }
  }
  throw new Problem("The app's files keep changing while it is built. Start again when they rest.");
}

async function runApp(outputDirectory: string, signal: AbortSignal): Promise<void> {
  const { context } = JSON.parse(await readFile(join(PROJECT, 'cdk.json'), 'utf8'));
  // Without the user's AWS settings: the same app for everybody, and none is needed.
  const environment = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  const app = spawn(process.execPath, [join(PROJECT, 'bin/acuse.ts')], {
    cwd: PROJECT,
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
  if (exitCode !== 0) throw new Problem(`The app does not synthesise. It says: ${output.trim()}`);
}

/** Of every file's path and bytes, in an order that depends on nothing else. */
async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) {
    const path = join(PROJECT, source);
    if (!existsSync(path)) continue;
    for (const file of (await filesUnder(path)).sort()) {
      hash.update(`\0${file.slice(PROJECT.length)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!entries) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

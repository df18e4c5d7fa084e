// Additional files of the worker: the threads that look at photos, and their WebAssembly. Other processors never load
// them (docs/decisions/photos-in-a-thread.md).
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import { THREADS, WASM_FILES } from '../functions/processors/photo/threads.ts';
import { BUNDLING, PROJECT_ROOT } from './bundling.ts';

const ESBUILD = [
  '--bundle --platform=node --target=node24 --format=esm --main-fields=module,main --minify',
  '--legal-comments=none --log-level=warning',
].join(' ');

export const WITH_PHOTO_THREADS: BundlingOptions = {
  ...BUNDLING,
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_input, output) => [
      ...Object.values(THREADS).map((thread) => bundleThread(thread, output)),
      ...WASM_FILES.map((path) => copy(path, output)),
    ],
  },
};

const installed = createRequire(import.meta.url);

const quoted = (path: string) => `"${path}"`;

function bundleThread({ source, bundle }: (typeof THREADS)[keyof typeof THREADS], output: string): string {
  const esbuild = join(PROJECT_ROOT, 'node_modules/.bin/esbuild');
  const thread = join(PROJECT_ROOT, 'functions/processors', source);
  return `${quoted(esbuild)} ${quoted(thread)} ${ESBUILD} --outfile=${quoted(join(output, bundle))}`;
}

/** To the path by which the code asks for it; where it is in the package is the package's. */
function copy(path: string, output: string): string {
  const target = join(output, 'node_modules', path);
  return `mkdir -p ${quoted(join(target, '..'))} && cp ${quoted(installed.resolve(path))} ${quoted(target)}`;
}

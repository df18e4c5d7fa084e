// Additional files of the worker: the thread that examines photos, and the WebAssembly of the decoders. Other
// processors never load them (docs/decisions/photos-in-a-thread.md).
import { join } from 'node:path';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import { DECODER_FILES } from '../functions/processors/photo-check/decoder-files.ts';
import { BUNDLING, PROJECT_ROOT } from './bundling.ts';

const ESBUILD = [
  '--bundle --platform=node --target=node24 --format=esm --main-fields=module,main --minify',
  '--legal-comments=none --log-level=warning',
].join(' ');

export const WITH_PHOTO_THREAD: BundlingOptions = {
  ...BUNDLING,
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_input, output) => [
      bundleThread(output),
      ...Object.values(DECODER_FILES).map((path) => copy(path, output)),
    ],
  },
};

const quoted = (path: string) => `"${path}"`;

function bundleThread(output: string): string {
  const esbuild = join(PROJECT_ROOT, 'node_modules/.bin/esbuild');
  const thread = join(PROJECT_ROOT, 'functions/processors/photo-check/thread.ts');
  return `${quoted(esbuild)} ${quoted(thread)} ${ESBUILD} --outfile=${quoted(join(output, 'photo-thread.mjs'))}`;
}

/** The same path as in node_modules, so that the resolution is the same. */
function copy(path: string, output: string): string {
  const file = join('node_modules', path);
  const target = join(output, file);
  return `mkdir -p ${quoted(join(target, '..'))} && cp ${quoted(join(PROJECT_ROOT, file))} ${quoted(target)}`;
}

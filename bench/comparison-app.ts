// Bundles what the app's own bundles are compared with, into the directory that is named, and prints where each
// is as one JSON object. A program of its own: measured processes are started from one that has no CDK in it.
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { BUNDLING, PROJECT_ROOT } from '../lib/bundling.ts';
import { fixLogicalId } from '../lib/logical-id.ts';

const INGEST = 'functions/ingest/handler.ts';

const BUILDS: Record<string, { entry: string; bundling?: BundlingOptions }> = {
  empty: { entry: 'bench/handlers/empty.ts', bundling: BUNDLING },
  barePost: { entry: 'bench/handlers/bare-post.ts', bundling: BUNDLING },
  signedPost: { entry: 'bench/handlers/signed-post.ts', bundling: BUNDLING },
  clientPost: { entry: 'bench/handlers/client-post.ts', bundling: BUNDLING },
  // By every default of CDK and esbuild but one: the SDK that would come with the runtime is put in, since there
  // is no runtime here to bring it.
  defaultIngest: { entry: INGEST, bundling: { bundleAwsSDK: true } },
  // By every default; the SDK is found beside it, as the packages that npm has installed.
  outsideIngest: { entry: INGEST },
};

const app = new App({ outdir: String(process.argv[2]) });
const stack = new Stack(app, 'Comparison');
for (const [name, { entry, bundling }] of Object.entries(BUILDS)) {
  const fn = new NodejsFunction(stack, name, {
    runtime: Runtime.NODEJS_24_X,
    entry: join(PROJECT_ROOT, entry),
    projectRoot: PROJECT_ROOT,
    depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
    ...(bundling && { bundling }),
  });
  fixLogicalId(fn, name);
}
const { template } = app.synth().getStackArtifact(stack.artifactId);
const files = Object.keys(BUILDS).map((name) => {
  const { S3Key } = template.Resources[name].Properties.Code;
  return [name, join(app.outdir, `asset.${S3Key.replace('.zip', '')}`, 'index.js')];
});
process.stdout.write(JSON.stringify(Object.fromEntries(files)));

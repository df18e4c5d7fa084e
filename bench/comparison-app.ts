// Makes the bundles for comparison in a given directory, and prints their paths as one JSON object. A separate program,
// because the measuring process must not load CDK.
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { BUNDLING, PROJECT_ROOT } from '../lib/bundling.ts';
import { fixLogicalId } from '../lib/logical-id.ts';

/** Ingest with the SDK. */
const INGEST = 'bench/handlers/sdk-ingest.ts';

const BUILDS: Record<string, { entry: string; bundling?: BundlingOptions }> = {
  empty: { entry: 'bench/handlers/empty.ts', bundling: BUNDLING },
  barePost: { entry: 'bench/handlers/bare-post.ts', bundling: BUNDLING },
  signedPost: { entry: 'bench/handlers/signed-post.ts', bundling: BUNDLING },
  clientPost: { entry: 'bench/handlers/client-post.ts', bundling: BUNDLING },
  sdkPeer: { entry: 'bench/handlers/sdk-peer.ts', bundling: BUNDLING },
  expressPeer: { entry: 'bench/handlers/express-peer.ts', bundling: BUNDLING },
  honoPeer: { entry: 'bench/handlers/hono-peer.ts', bundling: BUNDLING },
  middyPeer: { entry: 'bench/handlers/middy-peer.ts', bundling: BUNDLING },
  sdkIngest: { entry: INGEST, bundling: BUNDLING },
  // All defaults of CDK and esbuild except one: the SDK is bundled, because this machine has no Lambda runtime with
  // an SDK.
  defaultIngest: { entry: INGEST, bundling: { bundleAwsSDK: true } },
  // All defaults; the SDK is loaded from node_modules.
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

// The bundles as in a deployment: small, with few packages and few Node modules. The size determines the cold start, so
// a new package must fail here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proseOf } from '../../functions/core/parameters/parameter.ts';
import { acuseApp } from '../../lib/app.ts';
import { BUNDLING, PROJECT_ROOT } from '../../lib/bundling.ts';
import { fixLogicalId } from '../../lib/logical-id.ts';
import { PARAMETERS } from '../../lib/parameter-list.ts';
import { cardPhoto } from '../../local/demo/cards/card-photo.ts';
import { CONTEXT, properties, short, template } from './synthesised.ts';

/** The permitted packages: the two clients of the SDK, their dependencies, and the validator. */
const SDK_AND_ITS_OWN = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-sqs',
  '@aws-sdk/core',
  '@aws-sdk/dynamodb-codec',
  '@aws-sdk/middleware-sdk-sqs',
  '@aws/lambda-invoke-store',
  '@smithy/core',
  '@smithy/node-http-handler',
  '@smithy/signature-v4',
  '@smithy/types',
  'ipaddr.js',
  'tslib',
  'valibot',
];

const FUNCTIONS = [
  // A platform waits for its cold start, so it has no package (docs/decisions/bundles.md).
  { name: 'ingest', logicalId: 'IngestFunction', budgetKb: 50.9, allowedPackages: [] },
  // The check of public addresses is 18 KB of each function that sends: a file may go with an answer. What looks
  // at photos is in separate files, loaded only for a photo.
  {
    name: 'worker',
    logicalId: 'WorkerFunction',
    budgetKb: 370.6,
    beside: ['card-thread.mjs', 'node_modules', 'photo-thread.mjs'],
  },
  { name: 'resume', logicalId: 'ResumeFunction', budgetKb: 268 },
  // No user waits for its cold start. It also counts the values for alarms.
  { name: 'sweeper', logicalId: 'SweeperFunction', budgetKb: 321 },
  { name: 'stats', logicalId: 'StatsFunction', budgetKb: 197 },
  { name: 'console', logicalId: 'ConsoleFunction', budgetKb: 320 },
  { name: 'operate', logicalId: 'OperateFunction', budgetKb: 314 },
];

const folder = mkdtempSync(join(tmpdir(), 'acuse-bundles-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The code folder of a function in the cloud assembly. */
function assetOf(app: App, stack: Stack, logicalId: string): string {
  const { template } = app.synth().getStackArtifact(stack.artifactId);
  const { S3Key } = template.Resources[logicalId].Properties.Code;
  return join(app.outdir, `asset.${S3Key.replace('.zip', '')}`);
}

const deployed = new Map<string, string>();
beforeAll(() => {
  const { app, stack } = acuseApp({ outdir: join(folder, 'deployed'), context: CONTEXT });
  for (const { name, logicalId } of FUNCTIONS) deployed.set(name, assetOf(app, stack, logicalId));
}, 240_000);

describe.each(FUNCTIONS)(
  '$name',
  ({ name, logicalId, budgetKb, beside = [], allowedPackages = SDK_AND_ITS_OWN }) => {
    const asset = () => deployed.get(name) ?? '';
    const code = () => join(asset(), 'index.js');

    test(`is one file of at most ${budgetKb} KB, without a source map`, () => {
      expect(readdirSync(asset()).toSorted()).toEqual(['index.js', ...beside].toSorted());
      expect(statSync(code()).size).toBeLessThanOrEqual(budgetKb * 1000);
      expect(readFileSync(code(), 'utf8')).not.toContain('sourceMappingURL');
    });

    test('contains only project code and permitted packages', () => {
      const { built, packages } = buildWithMetafile(name);
      expect(built, 'what was measured is what is deployed').toBe(readFileSync(code(), 'utf8'));
      expect(packages.filter((used) => !allowedPackages.includes(used))).toEqual([]);
    }, 240_000);

    test('contains no text of parameters for people', () => {
      const built = readFileSync(code(), 'utf8');
      expect(PARAMETERS.filter((row) => built.includes(proseOf(row).meaning))).toEqual([]);
    });

    test('starts with the default of every parameter: a handler with at most two arguments, no undici, no threads', () => {
      const { parameters, loaded } = load(code(), logicalId);
      expect(parameters).toBeLessThanOrEqual(2);
      expect(loaded).toContain('NativeModule https');
      expect(loaded.filter((name) => /undici|^NativeModule worker_threads$/.test(name))).toEqual([]);
    });
  },
);

test('the deployed worker finds the thread and the decoders: a photo is examined', () => {
  const code = join(deployed.get('worker') ?? '', 'photo-thread.mjs');
  const photo = join(PROJECT_ROOT, 'test/fixtures/photos');
  const script = `
    const { Worker } = require('node:worker_threads');
    const { readFileSync } = require('node:fs');
    const limits = { minPixels: 300, maxMegapixels: 25, minBytes: 0, minContrast: 4 };
    for (const name of ['photo.jpg', 'photo.png', 'photo.webp']) {
      const file = new Uint8Array(readFileSync(${JSON.stringify(photo)} + '/' + name));
      const thread = new Worker(${JSON.stringify(code)}, { workerData: { file, limits }, env: {} });
      thread.on('message', ({ type, problem }) => process.stdout.write(type + ' ' + problem + ';'));
    }`;
  const output = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: folder });
  expect(output.split(';').sort()).toEqual(['', 'jpeg undefined', 'png undefined', 'webp undefined']);
});

test('the deployed worker finds the thread that reads cards, and its WebAssembly', async () => {
  const code = join(deployed.get('worker') ?? '', 'card-thread.mjs');
  const photo = join(folder, 'card.jpg');
  writeFileSync(photo, await cardPhoto('near'));
  const script = `
    const { Worker } = require('node:worker_threads');
    const { readFileSync } = require('node:fs');
    const limits = { minPixels: 300, maxMegapixels: 25, minBytes: 0 };
    const request = { countries: ['CO'], keys: [], nowMs: Date.now() };
    const file = new Uint8Array(readFileSync(${JSON.stringify(photo)}));
    const thread = new Worker(${JSON.stringify(code)}, { workerData: { file, request, limits }, env: {} });
    thread.on('message', (look) => process.stdout.write(JSON.stringify(look)));`;
  const output = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: folder });
  expect(JSON.parse(output)).toEqual({ reason: 'ok', country: 'CO', kind: 'cedula' });
}, 240_000);

test('neither the reader of cards nor a decoder is in the worker’s one file, but in a thread’s', () => {
  const code = /PubDSK|readBarcodes|HEAPU8/;
  const has = (file: string) => code.test(readFileSync(join(deployed.get('worker') ?? '', file), 'utf8'));
  expect(has('index.js')).toBe(false);
  expect([has('card-thread.mjs'), has('photo-thread.mjs')]).toEqual([true, true]);
});

/** The same bundle again, with the metafile of esbuild. */
function buildWithMetafile(name: string): { built: string; packages: string[] } {
  const app = new App({ outdir: join(folder, `metafile-${name}`) });
  const stack = new Stack(app, 'Measured');
  const fn = new NodejsFunction(stack, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    entry: join(PROJECT_ROOT, 'functions', name, 'handler.ts'),
    projectRoot: PROJECT_ROOT,
    depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
    bundling: { ...BUNDLING, metafile: true },
  });
  fixLogicalId(fn, 'Function');
  const asset = assetOf(app, stack, 'Function');
  const { outputs } = JSON.parse(readFileSync(join(asset, 'index.meta.json'), 'utf8'));
  const [output] = Object.values<{ inputs: Record<string, { bytesInOutput: number }> }>(outputs);
  const packages = Object.entries(output?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return { built: readFileSync(join(asset, 'index.js'), 'utf8'), packages: [...new Set(packages)].sort() };
}

/** Loads a bundle as Lambda does, in a separate process. */
function load(code: string, logicalId: string): { parameters: number; loaded: string[] } {
  const script = `
    const { handler } = require(${JSON.stringify(code)});
    process.stdout.write(JSON.stringify({ parameters: handler.length, loaded: process.moduleLoadList }));`;
  const env = { AWS_REGION: 'sa-east-1', ...defaultEnvironment(logicalId) };
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env }));
}

/** The environment of the function with all default parameters. */
function defaultEnvironment(logicalId: string): Record<string, string> {
  const variables: Record<string, unknown> = properties(logicalId).Environment.Variables;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      // CloudFormation inserts its value. A reference that it left in place is refused as a key.
      if (name === 'ACUSE_KEY') return [name, 'a key for tests'];
      const reference = String(short(value));
      const parameter = template.findParameters(reference)[reference];
      return [name, parameter ? String(parameter['Default']) : reference];
    }),
  );
}

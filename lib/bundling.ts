// How every function is bundled: one small CommonJS file that loads nothing it does not use. Measured at the
// cold start of "check a webhook, send it to SQS"; see docs/decisions/bundles.md.
import { join } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

export const PROJECT_ROOT = join(import.meta.dirname, '..');

const standIn = (file: string) => join(PROJECT_ROOT, 'functions/runtime/aws', file);

export const BUNDLING: BundlingOptions = {
  // Loading node:https from an ES module pulls in all of undici, about 40 ms of every cold start.
  format: OutputFormat.CJS,
  // The SDK's ES build can be shaken; by esbuild's own choice of fields a third more code would be loaded.
  mainFields: ['module', 'main'],
  minify: true,
  target: 'node24',
  // The SDK is bundled: the one that comes with the runtime is bigger, slower and changes by itself. Only what
  // it would load for a call that streams events stays away, for nothing here makes such a call.
  externalModules: ['@smithy/core/event-streams'],
  logLevel: LogLevel.WARNING,
  esbuildArgs: {
    // In CommonJS a lazy import becomes a lazy require, within the one file.
    '--supported:dynamic-import': 'false',
    '--legal-comments': 'none',
    // In CommonJS a module knows where it lies by other names.
    '--define:import.meta.dirname': '__dirname',
    '--define:import.meta.filename': '__filename',
    // The texts of parameters are for the template and the documentation (functions/core/parameters/parameter.ts).
    '--define:import.meta.bundled': 'true',
    // A third of the bundle would be the search for credentials in places that Lambda has not got.
    '--alias:@aws-sdk/credential-provider-node': standIn('environment-credentials.ts'),
    '--alias:@aws-sdk/middleware-endpoint-discovery': standIn('no-endpoint-discovery.ts'),
  },
};

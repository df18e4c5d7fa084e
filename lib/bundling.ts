// The bundling of every function: one small CommonJS file with only the code that it uses. Measured with the cold
// start of "check a webhook, send it to SQS"; see docs/decisions/bundles.md.
import { join } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

export const PROJECT_ROOT = join(import.meta.dirname, '..');

const standIn = (file: string) => join(PROJECT_ROOT, 'functions/runtime/aws', file);

export const BUNDLING: BundlingOptions = {
  // In an ES module node:https loads all of undici, about 40 ms of every cold start.
  format: OutputFormat.CJS,
  // The ES build of the SDK permits tree shaking; the default fields of esbuild would load a third more code.
  mainFields: ['module', 'main'],
  minify: true,
  target: 'node24',
  // The SDK is bundled: the one of the runtime is larger, slower and can change. Only its code for event streams
  // is excluded, because no call here uses it.
  externalModules: ['@smithy/core/event-streams'],
  logLevel: LogLevel.WARNING,
  esbuildArgs: {
    // In CommonJS a lazy import becomes a lazy require, within the one file.
    '--supported:dynamic-import': 'false',
    '--legal-comments': 'none',
    // CommonJS has other names for the location of a module.
    '--define:import.meta.dirname': '__dirname',
    '--define:import.meta.filename': '__filename',
    // The texts of parameters are for the template and the documentation (functions/core/parameters/parameter.ts).
    '--define:import.meta.bundled': 'true',
    // Credential providers that Lambda does not need would be a third of the bundle.
    '--alias:@aws-sdk/credential-provider-node': standIn('environment-credentials.ts'),
    '--alias:@aws-sdk/middleware-endpoint-discovery': standIn('no-endpoint-discovery.ts'),
  },
};

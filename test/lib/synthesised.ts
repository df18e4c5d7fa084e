// The synthesised stack for tests, with the context of cdk.json and without bundling.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { acuseApp } from '../../lib/app.ts';

const cdkJson: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'),
);

export const CONTEXT = cdkJson.context;

export const unbundledApp = (context: Record<string, unknown> = {}) =>
  acuseApp({ context: { ...CONTEXT, ...context, 'aws:cdk:bundling-stacks': [] } });

export const template = Template.fromStack(unbundledApp().stack);

/** The resource with this logical id: properties and deletion policies. */
export function resource(logicalId: string) {
  return template.toJSON()['Resources'][logicalId];
}

export function properties(logicalId: string) {
  return resource(logicalId).Properties;
}

/** Every resource of a type, as [logical id, resource]. */
export function all(type: string) {
  return Object.entries(template.findResources(type));
}

/** A short form of a reference: `WaitsQueue.Arn`, `Processor`; joined texts as one text. */
export function short(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(short);
  const [[intrinsic, argument] = ['', undefined]] = Object.entries(value);
  if (intrinsic === 'Ref') return argument;
  if (intrinsic === 'Fn::GetAtt' && Array.isArray(argument)) return argument.join('.');
  if (intrinsic === 'Fn::Join' && Array.isArray(argument)) return argument[1].map(short).join(argument[0]);
  return value;
}

/** The policies of a resource that is kept on deletion and replacement, but not when its own deployment fails. */
export const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

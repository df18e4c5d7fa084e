// Reads a cloud assembly (the output of `cdk synth`): the name of its stack, and the template as data. What the
// template means is for the other files of this folder; this one reads no resource.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { messageOf, Problem } from '../problem.ts';

const scalar = v.union([v.string(), v.number(), v.boolean()]);

const parameter = v.strictObject({
  Type: v.string(),
  Description: v.optional(v.string()),
  Default: v.optional(scalar),
  AllowedValues: v.optional(v.array(scalar)),
  AllowedPattern: v.optional(v.string()),
  ConstraintDescription: v.optional(v.string()),
  MaxLength: v.optional(v.number()),
  MinValue: v.optional(v.number()),
  MaxValue: v.optional(v.number()),
});

const resource = v.looseObject({
  Type: v.string(),
  Condition: v.optional(v.string()),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
});

const template = v.strictObject({
  AWSTemplateFormatVersion: v.optional(v.string()),
  Description: v.optional(v.string()),
  Metadata: v.optional(v.unknown()),
  Outputs: v.optional(v.unknown()),
  Parameters: v.optional(v.record(v.string(), parameter), {}),
  Mappings: v.optional(v.record(v.string(), v.record(v.string(), v.record(v.string(), v.unknown()))), {}),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.record(v.string(), resource),
});

const manifest = v.object({
  artifacts: v.record(
    v.string(),
    v.looseObject({
      type: v.string(),
      properties: v.optional(v.looseObject({ templateFile: v.optional(v.string()) })),
    }),
  ),
});

export type Template = v.InferOutput<typeof template>;
export type TemplateParameter = v.InferOutput<typeof parameter>;
export type TemplateResource = v.InferOutput<typeof resource>;

export interface Assembly {
  readonly directory: string;
  readonly stackName: string;
  readonly template: Template;
}

/** @throws {Problem} when the directory is not an assembly of exactly one stack, or its template has another shape. */
export async function readAssembly(directory: string): Promise<Assembly> {
  const { artifacts } = await readJson(join(directory, 'manifest.json'), manifest);
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    throw new Problem(`The app has ${stacks.length} stacks; a local run needs exactly one.`);
  }
  const [stackName, { properties }] = stack;
  const file = properties?.templateFile ?? `${stackName}.template.json`;
  return { directory, stackName, template: await readJson(join(directory, file), template) };
}

async function readJson<S extends v.GenericSchema>(path: string, schema: S): Promise<v.InferOutput<S>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Problem(`${path} cannot be read: ${messageOf(cause)}`, 1, { cause });
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const paths = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the whole file');
  throw new Problem(`${path} has parts that a local run does not support: ${paths.join(', ')}.`);
}

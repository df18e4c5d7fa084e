// Reads the resources of a template by type: works out every property and checks that a local run supports it.
import * as v from 'valibot';
import { Problem } from '../problem.ts';
import type { Assembly, TemplateResource } from './assembly.ts';
import { ACCOUNT, type Addresses, type Identity, identityOf, REGION } from './identities.ts';
import { isTrue, resolve, type Scope } from './intrinsics.ts';
import { ignoredTypes, isIgnored, type SupportedType, supported } from './properties.ts';

export type Properties<T extends SupportedType> = v.InferOutput<(typeof supported)[T]>;

export interface Resource<T extends SupportedType> extends Identity {
  readonly logicalId: string;
  readonly arn: string;
  readonly properties: Properties<T>;
}

export interface ResourceReader {
  /** @throws {Problem} for a property that a local run does not support. */
  all<T extends SupportedType>(type: T): Resource<T>[];
}

/**
 * `secrets` (by ARN) may be filled after this returns: it is read together with the properties.
 * @throws {Problem} for a resource type that a local run does not support.
 */
export function resourceReader(
  { template, stackName }: Assembly,
  known: {
    parameters: ReadonlyMap<string, string>;
    addresses: Addresses;
    secrets: ReadonlyMap<string, string>;
  },
): ResourceReader {
  const identities = new Map<string, Identity>();
  const scope: Scope = {
    parameters: known.parameters,
    mappings: template.Mappings,
    conditions: template.Conditions,
    pseudo: {
      'AWS::AccountId': ACCOUNT,
      'AWS::Partition': 'aws',
      'AWS::Region': REGION,
      'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/local`,
      'AWS::StackName': stackName,
    },
    ref: (logicalId) => identities.get(logicalId)?.ref,
    attribute: (logicalId, name) => identities.get(logicalId)?.attributes[name],
    secret: (arn) => known.secrets.get(arn),
  };
  const resources = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || isTrue({ Condition }, scope),
  );
  for (const [logicalId, resource] of resources) {
    if (!Object.hasOwn(supported, resource.Type) && !ignoredTypes.includes(resource.Type)) {
      throw new Problem(
        `${logicalId} in the template is of type ${resource.Type}, which a local run does not support.`,
      );
    }
    const addresses = known.addresses;
    identities.set(logicalId, identityOf(logicalId, resource, { scope, stackName, addresses }));
  }
  return {
    all: (type) =>
      resources
        .filter(([, resource]) => resource.Type === type)
        .map(([logicalId, resource]) => {
          const identity = identities.get(logicalId) ?? { name: logicalId, ref: logicalId, attributes: {} };
          const properties = propertiesOf(type, logicalId, resource, scope);
          return { ...identity, logicalId, arn: identity.attributes['Arn'] ?? identity.ref, properties };
        }),
  };
}

function propertiesOf<T extends SupportedType>(
  type: T,
  logicalId: string,
  { Properties }: TemplateResource,
  scope: Scope,
): Properties<T> {
  const schema: v.GenericSchema<unknown, Properties<T>> & { entries: object } = supported[type];
  const names = Object.keys(Properties).filter((name) => !isIgnored(type, name));
  const unsupported = names.filter((name) => !Object.hasOwn(schema.entries, name));
  if (unsupported.length > 0) {
    throw new Problem(`A local run does not support ${unsupported.join(', ')} of ${type} (${logicalId}).`);
  }
  const parsed = v.safeParse(
    schema,
    resolve(Object.fromEntries(names.map((name) => [name, Properties[name]])), scope),
  );
  if (parsed.success) return parsed.output;
  const paths = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'its properties');
  throw new Problem(
    `A local run does not support the value of ${paths.join(', ')} in ${logicalId} (${type}).`,
  );
}

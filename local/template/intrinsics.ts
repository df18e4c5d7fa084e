// Works out the values of a template: intrinsic functions, pseudo parameters, conditions and dynamic references.
// Supports what this template uses and refuses everything else by name: a value that is almost right would hide a
// mistake until the deployment.
import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../problem.ts';
import type { Template } from './assembly.ts';

/** What a template may refer to, as far as a local run has it. */
export interface Scope {
  readonly parameters: ReadonlyMap<string, string>;
  readonly pseudo: Readonly<Record<string, string>>;
  readonly mappings: Template['Mappings'];
  readonly conditions: Template['Conditions'];
  /** `undefined`: there is no such resource, or it has no such attribute. */
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, name: string): string | undefined;
  secret(arn: string): string | undefined;
}

/** @throws {Problem} naming the function, reference or attribute that is not supported. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return resolveSecrets(value, scope);
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1 && /^(Ref$|Fn::)/.test(first[0])) return call(first[0], first[1], scope);
  return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item, scope)]));
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  const refuse = (why: string): never => {
    throw new Problem(`The template's ${name} ${JSON.stringify(argument)} ${why}.`);
  };
  const list = (): unknown[] => {
    const items = resolve(argument, scope);
    return Array.isArray(items) ? items : refuse('needs a list');
  };
  switch (name) {
    case 'Ref':
      return reference(String(argument), scope);
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = list().map(String);
      return scope.attribute(logicalId ?? '', attribute ?? '') ?? refuse('is not supported by a local run');
    }
    case 'Fn::Join': {
      const [separator, parts] = list();
      const joined = Array.isArray(parts) ? parts.join(String(separator)) : refuse('needs a list');
      return resolveSecrets(joined, scope);
    }
    case 'Fn::Split': {
      const [separator, text] = list();
      return String(text).split(String(separator));
    }
    case 'Fn::Select': {
      const [index, items] = list();
      return (Array.isArray(items) ? items[Number(index)] : undefined) ?? refuse('selects nothing');
    }
    case 'Fn::FindInMap': {
      const [map, top, second] = list().map(String);
      return scope.mappings[map ?? '']?.[top ?? '']?.[second ?? ''] ?? refuse('is not in the mapping');
    }
    case 'Fn::Sub':
      if (typeof argument !== 'string') return refuse('is not supported by a local run');
      return argument.replace(/\$\{([^}]+)\}/g, (_, variable: string) => reference(variable, scope));
    default:
      return refuse('is not supported by a local run');
  }
}

function reference(name: string, scope: Scope): string {
  const value = scope.parameters.get(name) ?? scope.pseudo[name] ?? scope.ref(name);
  if (value === undefined) throw new Problem(`The template's Ref ${name} is not supported by a local run.`);
  return value;
}

/** Whether a condition holds: the name of a condition, `Fn::Equals` or `Fn::Not`. */
export function isTrue(condition: unknown, scope: Scope): boolean {
  const [name, argument] = Object.entries(Object(condition))[0] ?? [];
  const operands = Array.isArray(argument) ? argument : [];
  if (name === 'Condition' && Object.hasOwn(scope.conditions, String(argument))) {
    return isTrue(scope.conditions[String(argument)], scope);
  }
  if (name === 'Fn::Equals') {
    const [left, right] = operands.map((operand) => resolve(operand, scope));
    return isDeepStrictEqual(left, right);
  }
  if (name === 'Fn::Not') return !isTrue(operands[0], scope);
  throw new Problem(`The template's condition ${JSON.stringify(condition)} is not supported by a local run.`);
}

/** Only whole secrets of this stack: `{{resolve:secretsmanager:<ARN>:SecretString:::}}`. */
function resolveSecrets(text: string, scope: Scope): string {
  return text.replace(/\{\{resolve:(.*?)\}\}/g, (_, inner: string) => {
    const [, arn] = /^secretsmanager:(.+?):SecretString:*$/.exec(inner) ?? [];
    const secret = arn === undefined ? undefined : scope.secret(arn);
    if (secret === undefined)
      throw new Problem(`The template's {{resolve:${inner}}} is not supported by a local run.`);
    return secret;
  });
}

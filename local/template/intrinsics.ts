// Works out a template's values: intrinsic functions, pseudo parameters, conditions and dynamic references.
// What it does not know it refuses by name: a value that is only nearly right would hide a mistake until the
// deployment.
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

const NO_VALUE = Symbol('AWS::NoValue');

export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return dynamicReferences(value, scope);
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1 && /^(Ref$|Fn::)/.test(first[0])) return call(first[0], first[1], scope);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolve(item, scope)]).filter(([, item]) => item !== NO_VALUE),
  );
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  const refuse = (why: string): never => {
    throw new Problem(`The template's ${name} ${JSON.stringify(argument)} ${why}.`);
  };
  const list = (): unknown[] => {
    const items = resolve(argument, scope);
    return Array.isArray(items) ? items : refuse('takes a list');
  };
  switch (name) {
    case 'Ref':
      return reference(String(argument), scope);
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = Array.isArray(argument) ? argument : splitOnce(String(argument), '.');
      return scope.attribute(String(logicalId), String(attribute)) ?? refuse('is not known to a local run');
    }
    case 'Fn::Join': {
      const [separator, parts] = list();
      return dynamicReferences(
        Array.isArray(parts) ? parts.join(String(separator)) : refuse('takes a list'),
        scope,
      );
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
    case 'Fn::Sub': {
      const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
      return substitute(String(text), Object(resolve(variables, scope)), scope);
    }
    case 'Fn::If': {
      const [condition, whenTrue, whenFalse] = Array.isArray(argument) ? argument : refuse('takes a list');
      return resolve(isTrue({ Condition: condition }, scope) ? whenTrue : whenFalse, scope);
    }
    default:
      return refuse('is not known to a local run');
  }
}

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const value = scope.parameters.get(name) ?? scope.pseudo[name] ?? scope.ref(name);
  if (value === undefined) throw new Problem(`The template's Ref ${name} is not known to a local run.`);
  return value;
}

function substitute(text: string, variables: Record<string, unknown>, scope: Scope): string {
  return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return String(variables[name]);
    return String(name.includes('.') ? call('Fn::GetAtt', name, scope) : (reference(name, scope) ?? whole));
  });
}

/** Whether a condition holds: the name of one, or one of the functions that CloudFormation has for them. */
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
  if (name === 'Fn::And') return operands.every((operand) => isTrue(operand, scope));
  if (name === 'Fn::Or') return operands.some((operand) => isTrue(operand, scope));
  throw new Problem(`The template's condition ${JSON.stringify(condition)} is not known to a local run.`);
}

/** Only whole secrets of this stack: `{{resolve:secretsmanager:<ARN>:SecretString:::}}`. */
function dynamicReferences(text: string, scope: Scope): string {
  return text.replace(/\{\{resolve:(.*?)\}\}/g, (_, inner: string) => {
    const [, arn] = /^secretsmanager:(.+?):SecretString:*$/.exec(inner) ?? [];
    const secret = arn === undefined ? undefined : scope.secret(arn);
    if (secret === undefined)
      throw new Problem(`The template's {{resolve:${inner}}} is not known to a local run.`);
    return secret;
  });
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

// Checks the given parameters against the template, as CloudFormation does before it changes anything. Reports every
// problem at once, by the name of the parameter and never with its value.
import { Problem } from '../problem.ts';
import type { Template, TemplateParameter } from './assembly.ts';

/** CloudFormation's limit on the value of a parameter. */
const MOST_CHARACTERS = 4096;

/** All values, defaults included. @throws {Problem} naming every parameter that is unknown, missing or invalid. */
export function parameterValues(
  declared: Template['Parameters'],
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const problems = [...given.keys()]
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => notAParameter(name, Object.keys(declared)));
  const values = new Map<string, string>();
  for (const [name, parameter] of Object.entries(declared)) {
    const value =
      given.get(name) ?? (parameter.Default === undefined ? undefined : String(parameter.Default));
    const problem = value === undefined ? 'has no default and needs a value' : problemOf(value, parameter);
    if (problem) problems.push(`${name} ${problem}`);
    values.set(name, value ?? '');
  }
  refuseParameters(problems);
  return values;
}

/** @throws {Problem} where there is one. */
export function refuseParameters(problems: readonly string[]): void {
  if (problems.length > 0) throw new Problem(`--parameters: ${problems.join('; ')}.`, 2);
}

function problemOf(value: string, parameter: TemplateParameter): string | undefined {
  const { Type: type, AllowedValues: allowed, AllowedPattern: pattern } = parameter;
  if (type !== 'String' && type !== 'Number') return `is of type ${type}, which a local run does not support`;
  const fits =
    (type === 'String' ? isText(value, parameter) : isNumber(value, parameter)) &&
    (!allowed || allowed.some((one) => String(one) === value)) &&
    // CloudFormation matches the pattern against the whole value.
    (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value));
  return fits ? undefined : (parameter.ConstraintDescription ?? describe(parameter));
}

function isText(value: string, { MaxLength: most = MOST_CHARACTERS }: TemplateParameter): boolean {
  return [...value].length <= most;
}

function isNumber(value: string, parameter: TemplateParameter): boolean {
  const { MinValue: least = -Infinity, MaxValue: most = Infinity } = parameter;
  return /^-?\d+(\.\d+)?$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function describe({ Type, AllowedValues, AllowedPattern, ...bounds }: TemplateParameter): string {
  if (AllowedValues) return `must be one of ${AllowedValues.join(', ')}`;
  if (AllowedPattern) return `must match ${AllowedPattern}`;
  const { MinValue = 'any', MaxValue = 'any', MaxLength = MOST_CHARACTERS } = bounds;
  return Type === 'Number'
    ? `must be a number from ${MinValue} to ${MaxValue}`
    : `must be text of at most ${MaxLength} characters`;
}

/** The usual mistake is lower and upper case. */
export function notAParameter(name: string, known: readonly string[]): string {
  const near = known.find((one) => one.toLowerCase() === name.toLowerCase());
  const advice = near ? ` (did you mean ${near}?)` : `: the parameters are ${known.join(', ')}`;
  return `${name} is not a parameter of the stack${advice}`;
}

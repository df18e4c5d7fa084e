// The stack's parameters: what was given, held against what the template allows, as CloudFormation would do it
// before it touches anything. Everything that does not fit is said at once, by name and never by value.
import { Problem } from '../problem.ts';
import type { Template, TemplateParameter } from './assembly.ts';

/** @throws {Problem} naming every parameter that is unknown, missing or does not fit. */
export function parameterValues(
  declared: Template['Parameters'],
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const problems = [...given.keys()]
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => `${name} is no parameter of the stack${didYouMean(name, Object.keys(declared))}`);
  const values = new Map<string, string>();
  for (const [name, parameter] of Object.entries(declared)) {
    const value =
      given.get(name) ?? (parameter.Default === undefined ? undefined : String(parameter.Default));
    const problem = value === undefined ? 'has no default and needs a value' : problemOf(value, parameter);
    if (problem) problems.push(`${name} ${problem}`);
    values.set(name, value ?? '');
  }
  if (problems.length > 0) throw new Problem(`--parameters: ${problems.join('; ')}.`, 2);
  return values;
}

function problemOf(value: string, parameter: TemplateParameter): string | undefined {
  const { Type: type, AllowedValues: allowed, AllowedPattern: pattern } = parameter;
  if (type !== 'String' && type !== 'Number') return `is of type ${type}, which a local run does not know`;
  const fits =
    (type === 'String' ? fitsText(value, parameter) : fitsNumber(value, parameter)) &&
    (!allowed || allowed.some((one) => String(one) === value)) &&
    // CloudFormation matches the whole value.
    (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value));
  return fits ? undefined : (parameter.ConstraintDescription ?? describe(parameter));
}

function fitsText(
  value: string,
  { MinLength: least = 0, MaxLength: most = 4096 }: TemplateParameter,
): boolean {
  return value.length >= least && value.length <= most;
}

function fitsNumber(value: string, parameter: TemplateParameter): boolean {
  const { MinValue: least = -Infinity, MaxValue: most = Infinity } = parameter;
  return /^-?\d+(\.\d+)?$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function describe({ Type, AllowedValues, AllowedPattern, ...bounds }: TemplateParameter): string {
  if (AllowedValues) return `must be one of ${AllowedValues.join(', ')}`;
  if (AllowedPattern) return `must match ${AllowedPattern}`;
  const { MinValue, MaxValue, MinLength, MaxLength } = bounds;
  const [least, most] = Type === 'Number' ? [MinValue, MaxValue] : [MinLength, MaxLength];
  const what = Type === 'Number' ? 'a number' : 'text of a length';
  return `must be ${what} from ${least ?? 'any'} to ${most ?? 'any'}`;
}

/** Names differ by a letter or by case far more often than in kind. */
function didYouMean(name: string, known: readonly string[]): string {
  const near = known.find((one) => one.toLowerCase() === name.toLowerCase());
  return near ? ` (did you mean ${near}?)` : `: there are ${known.join(', ')}`;
}

// Reads and checks the environment of a function. All problems are reported together, by variable name and without
// values, because some variables are secrets.
import * as v from 'valibot';

/** The environment is invalid. The message names each variable and its problem. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'bad_environment';
  readonly retryable = false;
}

/** @throws {EnvironmentError} with every variable that is missing or invalid. */
export function readEnvironment<S extends v.GenericSchema>(
  schema: S,
  environment: Record<string, string | undefined>,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, environment);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => {
    const name = v.getDotPath(issue) ?? 'environment';
    return `${name} ${environment[name] === undefined ? 'is not set' : problemOf(issue)}`;
  });
  throw new EnvironmentError(`${problems.join('; ')}. Set them on the function and deploy again.`);
}

/** Messages of this project do not contain the value; messages of valibot do. */
function problemOf(issue: v.BaseIssue<unknown>): string {
  return issue.message.startsWith('must ') ? issue.message : 'has an invalid value';
}

/** A variable with text. */
export const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

/** Variables that Lambda or a local run sets. No construct sets these. */
export const runtime = {
  AWS_REGION: text,
  AWS_ENDPOINT_URL_LAMBDA: v.optional(v.string()),
};

/** The variables that a construct must set. */
export type DeployedEnvironment<S extends v.GenericSchema> = Omit<v.InferInput<S>, keyof typeof runtime>;

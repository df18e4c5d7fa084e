// Reads a function's environment against its schema. Every problem is reported at once, by variable name
// and never by value: half of these variables are secrets.
import * as v from 'valibot';

/** The environment does not fit the function. The message names each variable and what is wrong with it. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'bad_environment';
  readonly retryable = false;
}

/** @throws {EnvironmentError} naming every variable that is missing or does not fit. */
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

/** Our own actions phrase their message without the value; valibot's own messages quote it. */
function problemOf(issue: v.BaseIssue<unknown>): string {
  return issue.message.startsWith('must ') ? issue.message : 'has a value that does not fit';
}

/** A variable that holds text. */
export const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

/** What Lambda itself gives every function, and a local run beside it. No construct sets these. */
export const runtime = {
  AWS_REGION: text,
  AWS_ENDPOINT_URL_S3: v.optional(v.string()),
  AWS_ENDPOINT_URL_LAMBDA: v.optional(v.string()),
};

/** The variables that a construct must set. */
export type DeployedEnvironment<S extends v.GenericSchema> = Omit<v.InferInput<S>, keyof typeof runtime>;

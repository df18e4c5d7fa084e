// Reads and checks the environment of a function. All problems are reported together, by variable name and without
// values, because some variables are secrets.
import {
  type Fields,
  nonEmpty,
  type OptionalName,
  type Output,
  optional,
  SchemaError,
  string,
} from './schema.ts';

/** The environment is invalid. The message names each variable and its problem. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'bad_environment';
  readonly retryable = false;
}

/** What a function reads, by the names of its variables. */
export type Environment<F extends Fields> = { readonly [Name in keyof F]: Output<F[Name]> };

/** @throws {EnvironmentError} with every variable that is missing or invalid. */
export function readEnvironment<const F extends Fields>(
  variables: F,
  environment: Record<string, string | undefined>,
): Environment<F> {
  const problems: string[] = [];
  const values = Object.entries(variables).map(([name, variable]) => {
    try {
      return [name, variable(environment[name])];
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      problems.push(`${name} ${environment[name] === undefined ? 'is not set' : error.message}`);
      return [name];
    }
  });
  if (problems.length > 0)
    throw new EnvironmentError(`${problems.join('; ')}. Set them on the function and deploy again.`);
  // The cast: nothing types an object that is made from a list.
  return Object.fromEntries(values) as Environment<F>;
}

/** A variable with text. */
export const text = nonEmpty;

/** Variables that Lambda or a local run sets. No construct sets these. */
export const runtime = {
  AWS_REGION: text,
  AWS_ENDPOINT_URL_LAMBDA: optional(string),
};

/** The variables that a construct must set. */
export type DeployedEnvironment<F extends Fields> = {
  readonly [Name in Exclude<keyof F, OptionalName<F> | keyof typeof runtime>]: string;
} & { readonly [Name in Exclude<OptionalName<F>, keyof typeof runtime>]?: string };

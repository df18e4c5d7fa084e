// The entries of a function's environment for the parameters that it uses: names and checks come from the rows.
import { readText, type Schema } from '../../runtime/schema.ts';
import {
  constraintOf,
  type Parameter,
  readValue,
  type ValueOf,
  type VariableName,
  variableName,
} from './parameter.ts';

/** Each parameter's value by the name of its variable. */
export type VariablesOf<Rows extends readonly Parameter[]> = {
  readonly [P in Rows[number] as VariableName<P['name']>]: ValueOf<P>;
};

type SchemasOf<Rows extends readonly Parameter[]> = {
  readonly [P in Rows[number] as VariableName<P['name']>]: Schema<ValueOf<P>>;
};

export function variablesOf<const Rows extends readonly Parameter[]>(...rows: Rows): SchemasOf<Rows> {
  const schemas = rows.map((row) => [
    variableName(row.name),
    readText((text) => readValue(row, text), constraintOf(row)),
  ]);
  // The cast: nothing types the keys of an object that is made from a list.
  return Object.fromEntries(schemas) as SchemasOf<Rows>;
}

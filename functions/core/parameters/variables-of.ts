// The entries of a function's environment schema for the parameters that it uses: names and checks come from the rows.
import * as v from 'valibot';
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

type EntriesOf<Rows extends readonly Parameter[]> = {
  readonly [P in Rows[number] as VariableName<P['name']>]: v.GenericSchema<string, ValueOf<P>>;
};

export function variablesOf<const Rows extends readonly Parameter[]>(...rows: Rows): EntriesOf<Rows> {
  const entries = rows.map((row) => [variableName(row.name), schemaOf(row)]);
  // The cast: nothing types the keys of an object that is made from a list.
  return Object.fromEntries(entries) as EntriesOf<Rows>;
}

function schemaOf(row: Parameter): v.GenericSchema<string, unknown> {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = readValue(row, dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: constraintOf(row) });
      return NEVER;
    }),
  );
}

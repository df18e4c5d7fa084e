// Creates the parameters of the stack from their rows, with the groups and labels of the CloudFormation console. Their
// values are references: pass them on, never calculate with them or compare them.
import { CfnParameter, type CfnParameterProps, type Stack } from 'aws-cdk-lib';
import {
  constraintOf,
  type Parameter,
  proseOf,
  type VariableName,
  variableName,
} from '../functions/core/parameters/parameter.ts';
import { PARAMETER_GROUPS, PARAMETERS, type ParameterName } from './parameter-list.ts';

/** Environment variables by name. */
export type Variables<Name extends ParameterName> = { readonly [N in Name as VariableName<N>]: string };

export interface Parameters {
  readonly text: (name: ParameterName) => string;
  readonly number: (name: ParameterName) => number;
  /** The environment variables for these parameters. */
  readonly environment: <Name extends ParameterName>(...names: readonly Name[]) => Variables<Name>;
}

export function declareParameters(stack: Stack): Parameters {
  stack.templateOptions.metadata = {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: [...PARAMETER_GROUPS].map(([title, rows]) => ({
        Label: { default: title },
        Parameters: rows.map(({ name }) => name),
      })),
      ParameterLabels: Object.fromEntries(
        PARAMETERS.map((row) => [row.name, { default: proseOf(row).label }]),
      ),
    },
  };
  const declared = new Map<ParameterName, CfnParameter>();
  for (const row of PARAMETERS) declared.set(row.name, new CfnParameter(stack, row.name, propertiesOf(row)));
  const find = (name: ParameterName): CfnParameter => {
    const parameter = declared.get(name);
    if (!parameter) throw new Error(`The parameter ${name} is not declared.`);
    return parameter;
  };
  return {
    text: (name) => find(name).valueAsString,
    number: (name) => find(name).valueAsNumber,
    environment<Name extends ParameterName>(...names: readonly Name[]) {
      const variables = names.map((name) => [variableName(name), find(name).valueAsString]);
      // The cast is needed because the keys of an object from a list have no type.
      return Object.fromEntries(variables) as Variables<Name>;
    },
  };
}

function propertiesOf(row: Parameter): CfnParameterProps {
  const { unit, meaning } = proseOf(row);
  const common = {
    type: typeof row.default === 'number' ? 'Number' : 'String',
    default: row.default,
    description: unit === undefined ? meaning : `${meaning} Unit: ${unit}.`,
    constraintDescription: constraintOf(row),
  };
  switch (row.kind) {
    case 'number':
      return { ...common, minValue: row.minimum, maxValue: row.maximum };
    case 'choice':
      return { ...common, default: String(row.default), allowedValues: row.allowed.map(String) };
    case 'text':
      return { ...common, allowedPattern: row.pattern, maxLength: row.maxLength };
  }
}

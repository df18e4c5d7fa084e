// The stack's parameters, made from their list, with the groups and labels of the CloudFormation console.
// Their values are references: to be passed on, never calculated with or compared.
import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { GROUP_TITLES, PARAMETERS, type ParameterName, type ParameterSpec } from './parameter-list.ts';

export interface Parameters {
  readonly text: (name: ParameterName) => string;
  readonly number: (name: ParameterName) => number;
}

export function declareParameters(stack: Stack): Parameters {
  stack.templateOptions.metadata = {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: Object.entries(GROUP_TITLES).map(([group, title]) => ({
        Label: { default: title },
        Parameters: PARAMETERS.filter((spec) => spec.group === group).map(({ name }) => name),
      })),
      ParameterLabels: Object.fromEntries(PARAMETERS.map(({ name, label }) => [name, { default: label }])),
    },
  };
  const declared = new Map<ParameterName, CfnParameter>();
  for (const spec of PARAMETERS) declared.set(spec.name, declare(stack, spec));
  const find = (name: ParameterName): CfnParameter => {
    const parameter = declared.get(name);
    if (!parameter) throw new Error(`The parameter ${name} is not declared.`);
    return parameter;
  };
  return {
    text: (name) => find(name).valueAsString,
    number: (name) => find(name).valueAsNumber,
  };
}

function declare(stack: Stack, spec: ParameterSpec): CfnParameter {
  const { name, group: _group, label: _label, allowedValues, ...properties } = spec;
  return new CfnParameter(stack, name, {
    ...properties,
    ...(allowedValues && { allowedValues: [...allowedValues] }),
  });
}

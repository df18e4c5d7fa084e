// What of a source's processor is missing, so that every conversation would go on as failed, and what of its settings
// does nothing because the source has another processor. Pure functions.

import { commaList } from '../functions/core/parameters/patterns.ts';
import type { Source } from '../functions/core/source/source.ts';
import { findFunction } from '../functions/runtime/function-arn.ts';

/** `parameters`: of the stack; empty where they are not known. */
export function processorWarnings(source: Source, parameters: Readonly<Record<string, string>>): string[] {
  const used = source.processor ?? parameters['Processor'];
  return used === undefined ? [] : [...missing(source, used, parameters), ...unused(source, used)];
}

const edit = ({ id }: Source): string => `npx acuse source edit ${id}`;

function missing(
  source: Source,
  used: string,
  { ProcessorUrl: url, ProcessorFunctionArns: functions }: Readonly<Record<string, string>>,
): string[] {
  switch (used) {
    case 'http':
      return source.processorUrl === undefined && url === ''
        ? [
            `the processor http does nothing without an address: ${edit(source)} --processor-url https://…, or the parameter ProcessorUrl`,
          ]
        : [];
    case 'lambda':
      return functions === undefined ? [] : missingFunction(source, commaList(functions));
    case 'lookup':
      return source.lookup === undefined
        ? [`the processor lookup does nothing without a lookup: ${edit(source)} --lookup FILE`]
        : [];
    default:
      return [];
  }
}

function missingFunction({ processorFunction }: Source, arns: readonly string[]): string[] {
  if (arns.length === 0)
    return [
      'the processor lambda does nothing without a function: deploy with the parameter ProcessorFunctionArns',
    ];
  if (processorFunction === undefined || findFunction(arns, processorFunction)) return [];
  return [
    `the processor lambda may not call ${processorFunction}: add its ARN to the parameter ProcessorFunctionArns`,
  ];
}

/** What only one processor reads. */
function unused(source: Source, used: string): string[] {
  const { processorUrl, processorFunction, lookup, card } = source;
  const settings = [
    { of: 'http', set: processorUrl !== undefined, what: 'the address of the processor' },
    { of: 'lambda', set: processorFunction !== undefined, what: 'the function of the processor' },
    { of: 'lookup', set: lookup !== undefined, what: 'the lookup' },
    { of: 'id-card', set: card !== undefined, what: 'what is set for identity cards' },
  ];
  return settings
    .filter(({ of, set }) => set && of !== used)
    .map(
      ({ of, what }) =>
        `${what} does nothing, because the processor is ${used}: ${edit(source)} --processor ${of}`,
    );
}

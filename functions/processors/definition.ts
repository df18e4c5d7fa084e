// The interface of a processor's folder: its name, its parameters, and a function that creates it. The stack, the
// environment of the worker and docs/parameters.md take the parameters from here.
import type { Parameter } from '../core/parameters/parameter.ts';
import type { VariablesOf } from '../core/parameters/variables-of.ts';
import type { ApiKeys } from '../core/source/api-keys.ts';
import type { Source } from '../core/source/source.ts';
import type { Clock } from '../runtime/clock.ts';
import type { FunctionCaller } from './lambda/function-caller.ts';
import type { Processor } from './processor.ts';

export interface ProcessorDefinition<
  Name extends string = string,
  Rows extends readonly Parameter[] = readonly Parameter[],
> {
  /** A value of the parameter `Processor` of the stack, and of the setting of a source. */
  readonly name: Name;
  /** Only parameters of this processor. Their group is a new one, or `groups.work`. */
  readonly parameters: Rows;
  /**
   * Load large code here with `import()`, so that other processors do not need it.
   * @param settings the values of the parameters, by the names of their environment variables.
   */
  make(settings: VariablesOf<Rows>, context: ProcessorContext): Processor | Promise<Processor>;
}

/** What every processor can use, in addition to its parameters. */
export interface ProcessorContext {
  /** Settings of the source that replace parameters of the stack. */
  readonly source: Pick<Source, 'id' | 'processorUrl' | 'processorFunction' | 'card' | 'lookup'>;
  /** Signing secrets, `whsec_…`. */
  readonly secrets: readonly string[];
  /** The maximum time of one call. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Calls the Lambda functions that the worker may call. */
  readonly functions: FunctionCaller;
  /** Keys of others' APIs that the operator has stored. */
  readonly apiKeys: ApiKeys;
}

/** Derives the type of `settings` from `parameters`. */
export function defineProcessor<const Name extends string, const Rows extends readonly Parameter[]>(
  definition: ProcessorDefinition<Name, Rows>,
): ProcessorDefinition<Name, Rows> {
  return definition;
}

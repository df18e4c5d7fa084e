// What a processor's folder exports: what it is called, which parameters it needs, and how it is made from them. The
// stack, the worker's environment and docs/parameters.md take a processor's parameters from here.
import type { Parameter } from '../core/parameters/parameter.ts';
import type { VariablesOf } from '../core/parameters/variables-of.ts';
import type { Source } from '../core/source/source.ts';
import type { Clock } from '../runtime/clock.ts';
import type { FunctionCaller } from './lambda/function-caller.ts';
import type { Processor } from './processor.ts';

export interface ProcessorDefinition<
  Name extends string = string,
  Rows extends readonly Parameter[] = readonly Parameter[],
> {
  /** A value of the stack's parameter `Processor`, and of a source's setting. */
  readonly name: Name;
  /** Only what this processor alone needs. Their group is one of their own, or `groups.work`. */
  readonly parameters: Rows;
  /**
   * Code that is heavy is loaded here, by `import()`: only who chose the processor pays for it.
   * @param settings the parameters' values, by the names of their environment variables.
   */
  make(settings: VariablesOf<Rows>, context: ProcessorContext): Processor | Promise<Processor>;
}

/** What every processor can have, whatever its parameters are. */
export interface ProcessorContext {
  /** What the source has set in place of the stack's parameters. */
  readonly source: Pick<Source, 'processorUrl' | 'processorFunction'>;
  /** To sign with; `whsec_…`. */
  readonly secrets: readonly string[];
  /** How long one call may take. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Calls Lambda functions that the stack has granted to the worker. */
  readonly functions: FunctionCaller;
}

/** Types `settings` from `parameters`. */
export function defineProcessor<const Name extends string, const Rows extends readonly Parameter[]>(
  definition: ProcessorDefinition<Name, Rows>,
): ProcessorDefinition<Name, Rows> {
  return definition;
}

// The processor of a source: its own, or the stack's. Each is made once for the same settings, and only when needed.

import type { RotatedKeys } from '../core/key/keys.ts';
import type { VariablesOf } from '../core/parameters/variables-of.ts';
import type { Source } from '../core/source/source.ts';
import type { ProcessorContext } from '../processors/definition.ts';
import { type ProcessorName, processors } from '../processors/list.ts';
import type { ownParameters } from '../processors/parameters.ts';
import type { Processor } from '../processors/processor.ts';
import { processorSecrets } from '../processors/signing-secret.ts';

export interface ChooserSettings extends VariablesOf<typeof ownParameters> {
  readonly ACUSE_KEY: RotatedKeys;
  /** For a source that names none, or one that there is no more. */
  readonly PROCESSOR: ProcessorName;
  readonly PROCESSOR_TIMEOUT_SECONDS: number;
}

export function processorChooser(
  settings: ChooserSettings,
  ports: Pick<ProcessorContext, 'clock' | 'functions' | 'apiKeys'>,
): (source: Source) => Promise<Processor> {
  const timeoutMs = settings.PROCESSOR_TIMEOUT_SECONDS * 1000;
  const made = new Map<string, Promise<Processor>>();

  async function make(source: Source, secrets: readonly string[]): Promise<Processor> {
    const named = (name: string | undefined) => processors.find((known) => known.name === name);
    const definition = named(source.processor) ?? named(settings.PROCESSOR);
    if (!definition) throw new Error(`There is no processor ${settings.PROCESSOR}.`);
    return definition.make(settings, { ...ports, source, secrets, timeoutMs });
  }

  return (source) => {
    const secrets = processorSecrets(settings.ACUSE_KEY, source);
    const { id, processor, processorUrl, processorFunction, card, lookup } = source;
    const choice = JSON.stringify([id, processor, processorUrl, processorFunction, card, lookup, secrets]);
    const known = made.get(choice) ?? make(source, secrets);
    made.set(choice, known);
    return known;
  };
}

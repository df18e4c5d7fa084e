// Which processor works for a source: its own, or the stack's.

import type { Source } from '../core/source/source.ts';
import type { FunctionCaller } from '../processors/lambda/function-caller.ts';
import { type ProcessorName, processorNames, processors } from '../processors/list.ts';
import type { PhotoSettings } from '../processors/photo-check/settings.ts';
import type { Processor } from '../processors/processor.ts';
import { processorSecrets } from '../processors/signing-secret.ts';
import type { Clock } from '../runtime/clock.ts';

export interface ProcessorDefaults {
  readonly key: string;
  readonly processor: ProcessorName;
  readonly url: string;
  readonly functions: { readonly arns: readonly string[]; readonly caller: FunctionCaller };
  readonly photo: PhotoSettings;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export function processorChooser(defaults: ProcessorDefaults): (source: Source) => Promise<Processor> {
  const { key, photo, timeoutMs, clock } = defaults;
  const chosen = new Map<string, Promise<Processor>>();
  return (source) => {
    const name = processorNames.find((known) => known === source.processor) ?? defaults.processor;
    const url = source.processorUrl ?? defaults.url;
    const secrets = processorSecrets(key, source);
    const meant = source.processorFunction;
    const functions = { ...defaults.functions, ...(meant !== undefined && { chosen: meant }) };
    const settings = { ...(url !== '' && { url }), secrets, timeoutMs, clock, functions, photo };
    const choice = JSON.stringify([source.id, name, url, secrets, meant]);
    const known = chosen.get(choice) ?? processors[name](settings);
    chosen.set(choice, known);
    return known;
  };
}

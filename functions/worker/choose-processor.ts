// Which processor works for a source: its own, or the stack's.
import { type ProcessorName, processorNames, processors } from '../processors/list.ts';
import type { Source } from '../shared/domain/source.ts';
import { processorSecrets } from '../shared/keyed.ts';
import type { Clock, Processor } from '../shared/ports.ts';

export interface ProcessorDefaults {
  readonly key: string;
  readonly processor: ProcessorName;
  readonly url: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export function processorChooser(defaults: ProcessorDefaults): (source: Source) => Promise<Processor> {
  const { key, timeoutMs, clock } = defaults;
  const chosen = new Map<string, Promise<Processor>>();
  return (source) => {
    const name = processorNames.find((known) => known === source.processor) ?? defaults.processor;
    const url = source.processorUrl ?? defaults.url;
    const secrets = processorSecrets(key, source);
    const settings = { ...(url !== '' && { url }), secrets, timeoutMs, clock };
    const choice = JSON.stringify([source.id, name, url, secrets]);
    const known = chosen.get(choice) ?? processors[name](settings);
    chosen.set(choice, known);
    return known;
  };
}

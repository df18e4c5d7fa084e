// The default context of a processor in tests.

import type { ProcessorContext } from '../../../functions/processors/definition.ts';
import { clock } from '../../../functions/runtime/clock.ts';
import { functionsInMemory } from '../../contracts/function-caller.fake.ts';

export function processorContext(more: Partial<ProcessorContext> = {}): ProcessorContext {
  return {
    source: { id: 'treble' },
    secrets: [],
    timeoutMs: 2000,
    clock,
    functions: functionsInMemory({}),
    apiKeys: { of: async () => undefined },
    ...more,
  };
}

// What a processor is told in tests, but for what the test is about.

import type { ProcessorSettings } from '../../../functions/processors/processor.ts';
import { clock } from '../../../functions/runtime/clock.ts';

export function processorSettings(settings: Partial<ProcessorSettings> = {}): ProcessorSettings {
  return { secrets: [], timeoutMs: 2000, clock, ...settings };
}

// What a processor is told in tests, but for what the test is about.
import { clock } from '../../../functions/shared/clock.ts';
import type { ProcessorSettings } from '../../../functions/shared/ports.ts';

export function processorSettings(settings: Partial<ProcessorSettings> = {}): ProcessorSettings {
  return { secrets: [], timeoutMs: 2000, clock, ...settings };
}

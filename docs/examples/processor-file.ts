// A processor as a file of this project: it runs in the worker itself. Copy it to functions/processors/, and add
//
//   'weekdays': async () => (await import('./weekdays.ts')).weekdays,
//
// to functions/processors/list.ts. The stack's parameter and the command line take the name from there.
import type { Processor } from '../../functions/processors/processor.ts';

export const weekdays: Processor = {
  name: 'weekdays',
  async process({ job }, _signal) {
    const day = new Date(job.receivedAtMs).getUTCDay();
    // Try again: { kind: 'retry', reason: 'a_word' }. Give up: { kind: 'failed', reason: 'a_word' }.
    return { kind: 'done', keys: [{ key: 'open', value: String(day >= 1 && day <= 5) }] };
  },
};

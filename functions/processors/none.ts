// The default: nobody has said what to do. It continues the conversation as failed, because a forgotten
// setting must never look like an approval.
import type { Processor } from './processor.ts';

export const none: Processor = {
  name: 'none',
  process: async () => ({ kind: 'not_worked', reason: 'no_processor' }),
};

// The default: nobody has said what to do. It continues the conversation as failed, because a forgotten
// setting must never look like an approval.
import { defineProcessor } from './definition.ts';

export const none = defineProcessor({
  name: 'none',
  parameters: [],
  make: () => ({
    name: 'none',
    process: async () => ({ kind: 'not_worked', reason: 'no_processor' }),
  }),
});

// The default. It continues the conversation as failed, so that a forgotten setting never looks like an approval.
import { defineProcessor } from './definition.ts';

export const none = defineProcessor({
  name: 'none',
  parameters: [],
  make: () => ({
    name: 'none',
    process: async () => ({ kind: 'not_worked', reason: 'no_processor' }),
  }),
});

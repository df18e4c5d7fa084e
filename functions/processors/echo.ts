// Answers at once with the event, to test a flow before a real processor exists.
import { defineProcessor } from './definition.ts';

export const echo = defineProcessor({
  name: 'echo',
  parameters: [],
  make: () => ({
    name: 'echo',
    process: async ({ job }) => ({
      kind: 'done',
      keys: [
        { key: 'echo_event', value: job.type },
        { key: 'echo_received_at', value: new Date(job.receivedAtMs).toISOString() },
      ],
    }),
  }),
});

// Answers at once with what it was given: to see a flow continue before there is a processor of one's own.
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

// Answers at once with the event, to test a flow or a conversation before a real processor exists.
import { findText } from '../platforms/texts.ts';
import { defineProcessor } from './definition.ts';

export const echo = defineProcessor({
  name: 'echo',
  parameters: [],
  make: () => ({
    name: 'echo',
    process: async ({ job, body }) => ({
      kind: 'done',
      keys: [
        { key: 'echo_event', value: job.type },
        { key: 'echo_received_at', value: new Date(job.receivedAtMs).toISOString() },
      ],
      // Only where each message is answered: a flow of Treble reads variables.
      ...(job.wait?.message !== undefined && {
        reply: [{ text: `Echo: ${findText(job.platform)?.(JSON.parse(body)) ?? job.type}` }],
      }),
    }),
  }),
});

// A job as ingest makes one, of invented data, for tests that care about some of its fields.
import type { Job } from '../../../../functions/core/delivery/job.ts';

export function sampleJob(fields: Partial<Job> = {}): Job {
  return {
    v: 1,
    deliveryId: 'delivery-1',
    eventId: 'event-1',
    source: 'treble',
    platform: 'treble',
    receivedAtMs: 1_893_456_000_000,
    conversation: 'conversation-1',
    type: 'treble.response',
    direction: 'inbound',
    author: 'customer',
    private: false,
    noise: false,
    body: { in: 'job', text: '{"actual_response":"a photo"}' },
    ...fields,
  };
}

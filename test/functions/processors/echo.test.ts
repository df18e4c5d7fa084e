// The processor echo: variables everywhere, and a reply where each message is answered.
import { describe, expect, test } from 'vitest';
import type { Job } from '../../../functions/core/delivery/job.ts';
import { echo } from '../../../functions/processors/echo.ts';
import { sampleJob, sampleWaitJob } from '../../builders.ts';
import { processorContext } from './processor-context.ts';

async function answer(job: Job, body: unknown) {
  const processor = await echo.make({}, processorContext());
  return processor.process({ job, body: JSON.stringify(body) }, new AbortController().signal);
}

const message = (platform: string, type: string): Job =>
  sampleWaitJob({ platform, type, wait: { message: 'ref' } });
const replies = (text: string) => expect.objectContaining({ kind: 'done', reply: [{ text }] });

describe('where each message is answered, it says what the customer wrote', () => {
  test('on Botmaker', async () => {
    const messages = [
      { from: 'bot', message: '¿Qué necesita?' },
      { from: 'user', message: 'hola' },
    ];
    expect(await answer(message('botmaker', 'botmaker.message'), { messages })).toEqual(
      replies('Echo: hola'),
    );
  });

  test('on Trino AI', async () => {
    const body = { message_type: 'incoming', content: 'oi' };
    expect(await answer(message('trino', 'trino.message_created'), body)).toEqual(replies('Echo: oi'));
  });

  test('a message without a text is answered with its event', async () => {
    const body = { message_type: 'incoming', content: null, attachments: [{ file_type: 'image' }] };
    const job = message('trino', 'trino.message_created');
    expect(await answer(job, body)).toEqual(replies('Echo: trino.message_created'));
  });
});

test.each([
  ['a conversation that waits', sampleWaitJob({})],
  ['an event without a wait', sampleJob({})],
])('for %s it has variables only', async (_, job) => {
  expect(await answer(job, { actual_response: 'hola' })).toEqual({
    kind: 'done',
    keys: [
      { key: 'echo_event', value: job.type },
      { key: 'echo_received_at', value: new Date(job.receivedAtMs).toISOString() },
    ],
  });
});

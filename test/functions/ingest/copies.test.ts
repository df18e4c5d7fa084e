// An event that the queue did not take: its copy in the table, and its place in the backlog of its conversation.
import { expect, test } from 'vitest';
import { accept } from '../../../functions/ingest/accept.ts';
import { readWebhookRequest } from '../../../functions/ingest/request.ts';
import { DEADLINE_MS } from '../../builders.ts';
import { makeWorld } from '../../world.ts';
import { KEY, waitingBody, webhook } from './webhook.ts';

test('its copy is stored before it is listed: the sweeper deletes what is listed without one', async () => {
  const world = makeWorld();
  const { clock } = world;
  const written: string[] = [];
  const ports = {
    ...world,
    newId: () => 'delivery-1',
    queue: { send: () => Promise.reject(new Error('The queue is away.')) },
    copies: {
      ...world.copies,
      async keep() {
        await clock.sleep(300);
        written.push('copy');
      },
    },
    backlogs: {
      async list() {
        written.push('backlog');
      },
    },
  };
  const receivedAtMs = clock.nowMs();
  const request = webhook({ source: 'treble-events', body: waitingBody('session-1'), receivedAtMs });
  const settings = { keys: KEY, deadlineMs: DEADLINE_MS };
  const { statusCode } = await clock.finish(accept(readWebhookRequest(request), ports, settings));
  expect(statusCode).toBe(200);
  expect(written).toEqual(['copy', 'backlog']);
});

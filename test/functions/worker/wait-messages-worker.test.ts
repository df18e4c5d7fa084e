// The messages of waits in one invocation.
import { expect, test } from 'vitest';
import { registerWait } from '../../../functions/core/wait/register-wait.ts';
import type { Processor } from '../../../functions/processors/processor.ts';
import { waitMessagesWorker } from '../../../functions/worker/wait-messages-worker.ts';
import { DEADLINE_MS, sampleInvocation, sampleMessage, sampleWaitJob } from '../../builders.ts';
import { makeWorld } from '../../world.ts';

const settings = {
  deadlineMs: DEADLINE_MS,
  fallbackKeys: [],
  resumeDelayMs: 0,
  windowMs: 20 * 3600_000,
  resumeUrl: () => 'https://acuse.example/resume',
};

test('a job that comes twice in one batch, once by itself and once requeued, is worked on once', async () => {
  const world = makeWorld();
  const { clock } = world;
  let calls = 0;
  const processor: Processor = {
    name: 'test',
    async process() {
      calls += 1;
      await clock.sleep(2_000);
      return { kind: 'done', keys: [] };
    },
  };
  const admit = async () => ({ kind: 'admitted', processor, waits: true }) as const;
  const job = sampleWaitJob();
  const first = sampleMessage(job);
  await registerWait({ job, encoded: first.body, deadlineMs: DEADLINE_MS }, world.sessions);
  const requeued = { ...first, id: 'm-requeued', group: `${first.group}#1` };
  const work = waitMessagesWorker({ ...world, admit }, settings);
  const retries = await clock.finish(work([first, requeued], sampleInvocation()));
  expect([calls, world.outbounds.calls.length]).toEqual([1, 1]);
  expect(retries.map(({ id }) => id)).toEqual(['m-requeued']);
});

test('messages of one conversation that is answered go one after the other, beside those of others', async () => {
  const world = makeWorld();
  const { clock } = world;
  const worked: string[] = [];
  const processor: Processor = {
    name: 'test',
    async process({ job: { deliveryId } }) {
      await clock.sleep(deliveryId === 'first' ? 2_000 : 10);
      worked.push(deliveryId);
      return { kind: 'done', keys: [] };
    },
  };
  const admit = async () => ({ kind: 'admitted', processor, waits: true, answers: 'on' }) as const;
  const messageOf = (deliveryId: string, conversation: string) =>
    sampleMessage(sampleWaitJob({ deliveryId, conversation, wait: { message: `of-${deliveryId}` } }));
  const batch = [messageOf('first', 'a'), messageOf('second', 'a'), messageOf('third', 'b')];
  const work = waitMessagesWorker({ ...world, admit }, settings);
  expect(await clock.finish(work(batch, sampleInvocation()))).toEqual([]);
  expect(worked).toEqual(['third', 'first', 'second']);
  for (const id of ['first', 'second', 'third'])
    expect((await world.cycle(`of-${id}`))?.progress.state).toBe('continued');
});

test('a message of a conversation that a person has is not answered, and says why', async () => {
  const world = makeWorld({ listener: { hear: async () => false, isTaken: async () => true } });
  let calls = 0;
  const processor: Processor = {
    name: 'test',
    async process() {
      calls += 1;
      return { kind: 'done', keys: [] };
    },
  };
  const work = async (answers: 'on' | 'always', deliveryId: string) => {
    const admit = async () => ({ kind: 'admitted', processor, waits: true, answers }) as const;
    const message = sampleMessage(sampleWaitJob({ deliveryId, wait: { message: `of-${deliveryId}` } }));
    await world.clock.finish(
      waitMessagesWorker({ ...world, admit }, settings)([message], sampleInvocation()),
    );
  };
  await work('on', 'first');
  expect(calls).toBe(0);
  expect(world.counters.counts.get('treble: filtered')).toBe(1);
  expect(world.log.lines.at(-1)).toMatchObject({ event: 'outcome', reason: 'person_in_charge' });
  await work('always', 'second');
  expect(calls).toBe(1);
});

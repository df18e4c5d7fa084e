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

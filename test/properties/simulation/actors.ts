// The actors of a simulation: the platform with its webhooks, the workers behind the queue, the sweeper every minute,
// and processors that call back. Each runs the real code on the ports of its own invocation.

import type { Job } from '../../../functions/core/delivery/job.ts';
import { sourceToken } from '../../../functions/core/source/source-url.ts';
import { resumeUrl } from '../../../functions/core/wait/resume-url.ts';
import { accept } from '../../../functions/ingest/accept.ts';
import { FIRST_SOURCES } from '../../../functions/platforms/list.ts';
import { resultTaker } from '../../../functions/resume/take-result.ts';
import { admit } from '../../../functions/worker/admit.ts';
import { returnMessages } from '../../../functions/worker/return-messages.ts';
import { waitMessagesWorker } from '../../../functions/worker/wait-messages-worker.ts';
import { plainKey } from '../../builders.ts';
import type { ReceivedMessage } from '../../contracts/fifo-queue.fake.ts';
import { memoryBodies, memoryDirectory } from '../../contracts/sources.fake.ts';
import { runSweeper } from '../../run-sweeper.ts';
import type { Invocation } from './invocation.ts';
import { type CallBack, simulatedProcessor } from './processor.ts';
import type { DeliveryPlan } from './scenario.ts';
import type { SimulatedWorld } from './world.ts';

const KEY = plainKey('the key of a simulation');
const SOURCE = { id: 'treble', platform: 'treble', generation: 1 } as const;
const INGEST_MS = 5_000;
const WORKER_MS = 120_000;
const SWEEPER_MS = 55_000;
const WORKERS = 3;

export function actorsOf(world: SimulatedWorld) {
  const { clock, chance, queues, history, scenario } = world;
  const settings = {
    deadlineMs: scenario.deadlineMs,
    resumeDelayMs: scenario.resumeDelayMs,
    windowMs: scenario.windowMs,
    fallbackKeys: [{ key: 'result', value: 'fallback' }],
    updatesPerSecond: 20,
    key: KEY,
    resumeUrl: (target: Parameters<typeof resumeUrl>[2]) => resumeUrl('https://acuse.example', KEY, target),
  };

  /** A function that starts while the store is unavailable has no settings: it accepts webhooks unverified. */
  const directory = (known = world.storeAnswers()) => memoryDirectory(known ? FIRST_SOURCES : 'unread');

  /** Runs until the end or the crash. Lambda would log its errors. */
  async function run(invocation: Invocation, work: () => Promise<unknown>): Promise<void> {
    if (chance.happens(world.conditions().crashing)) {
      clock.at(clock.nowMs() + chance.between(0, 60_000), invocation.kill);
    }
    await Promise.race([work().catch(() => undefined), invocation.stopped]);
    invocation.kill();
  }

  function deliver(plan: DeliveryPlan): void {
    const receivedAtMs = clock.nowMs();
    const body = bodyOf(plan);
    clock.at(receivedAtMs + plan.startsAfterMs, () => {
      const invocation = world.invoke('ingest', INGEST_MS);
      const deliveryId = `${chance.between(100, 999)}-${history.deliveries.size}`;
      const checked = world.storeAnswers();
      const delivered = {
        deliveryId,
        checked,
        receivedAtMs,
        sessionId: body.session_id,
        effect: plan.kind === 'opt_out' ? ('closes' as const) : ('opens' as const),
        hasOwnTime: plan.kind === 'timed',
        identity: JSON.stringify(body),
        acknowledged: false,
      };
      history.deliveries.set(deliveryId, delivered);
      const request = {
        method: 'POST',
        sourceId: SOURCE.id,
        token: sourceToken(KEY, SOURCE),
        headers: { 'content-type': 'application/json' },
        receivedAtMs,
        body: Buffer.from(JSON.stringify(body)),
      };
      const ports = {
        ...world.portsOf(invocation),
        newId: () => deliveryId,
        directory: directory(checked),
        bodies: memoryBodies(),
      };
      void run(invocation, async () => {
        const answer = await accept(request, ports, { keys: KEY, deadlineMs: settings.deadlineMs });
        if (answer.statusCode === 200) delivered.acknowledged = true;
      });
    });
  }

  async function work(message: ReceivedMessage): Promise<void> {
    const invocation = world.invoke('worker', WORKER_MS);
    const { owner, endsAtMs } = invocation;
    await run(invocation, async () => {
      const processor = simulatedProcessor(invocation, world, callBack);
      const bodies = memoryBodies();
      const ports = {
        ...world.portsOf(invocation),
        admit: (job: Job) =>
          admit(job, { directory: directory(), bodies, chooseProcessor: async () => processor }),
        bodies,
      };
      const place = { queue: 'waits', invocation: owner, concurrency: WORKERS } as const;
      const { batchItemFailures } = await returnMessages('waits', [message], ports, (ended) =>
        waitMessagesWorker(ports, settings)([message], { place, endsAtMs }, ended),
      );
      if (batchItemFailures.length === 0) history.finished.set(owner, history.writes.length);
      const handled = batchItemFailures.length === 0 && !chance.happens(world.conditions().failing);
      if (handled) queues.main.waits.remove(message.receiptHandle);
    });
  }

  /** Like Lambda's event source: one message at a time for each worker. */
  async function feed(): Promise<void> {
    for (;;) {
      const [message] = queues.main.waits.receive(1);
      if (message) await work(message);
      else await clock.sleep(queues.main.waits.size() === 0 ? 3_000 : chance.between(200, 1_000));
    }
  }

  /** A processor without an answer posts again to the same URL. */
  const callBack: CallBack = (task, { keys }, afterMs) => {
    clock.at(clock.nowMs() + afterMs, () => {
      const invocation = world.invoke('resume', 25_000);
      const token = new URL(task.resumeUrl ?? '').searchParams.get('token') ?? '';
      const body = Buffer.from(JSON.stringify({ user_session_keys: keys }));
      let status = 0;
      const resumed = run(invocation, async () => {
        const request = { method: 'POST', token, body };
        const ports = world.portsOf(invocation);
        const answer = await resultTaker(ports, settings)(request, invocation.owner);
        status = answer.statusCode;
      });
      void resumed.then(() => {
        if (status === 0 || status === 503) callBack(task, { kind: 'done', keys }, 60_000);
      });
    });
  };

  function sweepOnce(): Promise<void> {
    const invocation = world.invoke('sweeper', SWEEPER_MS);
    const { owner, endsAtMs } = invocation;
    const start = { owner, startsAtMs: clock.nowMs(), endsAtMs };
    return run(invocation, async () => {
      await runSweeper(start, world.portsOf(invocation), settings);
    });
  }

  /** A run may be missing, and two runs may overlap. */
  async function everyMinute(): Promise<void> {
    for (;;) {
      await clock.sleep(60_000);
      if (!chance.happens(world.conditions().failing)) void sweepOnce();
    }
  }

  return {
    deliver,
    sweepOnce,
    start() {
      for (let worker = 0; worker < WORKERS; worker += 1) void feed();
      void everyMinute();
    },
  };
}

function bodyOf({ session, kind, answer, time }: DeliveryPlan) {
  const session_id = `secret-of-session-${session}`;
  if (kind === 'opt_out') return { session_id, reason: 'OPTOUT' };
  const question = { type: 'image', text: `Question ${answer}` };
  if (kind === 'untimed') return { session_id, question, actual_response: 'a photo' };
  const responded_at = `2030-01-01T00:00:0${time}Z`;
  return { session_id, question, actual_response: 'a photo', responded_at };
}

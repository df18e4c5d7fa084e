// The actors of a simulation: the platform with its webhooks, the workers behind the queue, the sweeper every minute,
// and processors that call back. Each runs the real code on the ports of its own invocation.

import { isRequeueId } from '../../../functions/core/backlog/backlog.ts';
import { type Job, MAX_JOB_BYTES, readJob } from '../../../functions/core/delivery/job.ts';
import type { QueueName } from '../../../functions/core/delivery/job-queue.ts';
import { newSource, type Source } from '../../../functions/core/source/source.ts';
import { sourceToken } from '../../../functions/core/source/source-url.ts';
import { resumeUrl } from '../../../functions/core/wait/resume-url.ts';
import { accept } from '../../../functions/ingest/accept.ts';
import { FIRST_SOURCES } from '../../../functions/platforms/list.ts';
import { resultTaker } from '../../../functions/resume/take-result.ts';
import { runAlone } from '../../../functions/sweeper/run-alone.ts';
import { admit } from '../../../functions/worker/admit.ts';
import { eventWorker } from '../../../functions/worker/event-worker.ts';
import { returnMessages } from '../../../functions/worker/return-messages.ts';
import { waitMessagesWorker } from '../../../functions/worker/wait-messages-worker.ts';
import { plainKey } from '../../builders.ts';
import type { ReceivedMessage } from '../../contracts/fifo-queue.fake.ts';
import { memoryDirectory } from '../../contracts/sources.fake.ts';
import { runSweeper } from '../../run-sweeper.ts';
import type { DeliveredEvent } from './history.ts';
import type { Invocation } from './invocation.ts';
import { type CallBack, simulatedProcessor } from './processor.ts';
import type { DeliveryPlan, EventPlan, WaitPlan } from './scenario.ts';
import type { SimulatedWorld } from './world.ts';

const KEY = plainKey('the key of a simulation');
const SOURCES = [...FIRST_SOURCES, newSource('kyc', 'treble', true)];
const INGEST_MS = 5_000;
const WORKER_MS = 120_000;
const SWEEPER_MS = 75_000;
/** The defaults of the parameters. */
const WORKERS = { waits: 2, events: 2 } as const;
const BATCH = 10;

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
  const directory = (known = world.storeAnswers()) => memoryDirectory(known ? SOURCES : 'unread');

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
    const { source: id } = plan;
    const platform = SOURCES.find((source) => source.id === id)?.platform ?? '';
    const body = JSON.stringify({ ...bodyOf(plan), ...(plan.large && { padding: PADDING }) });
    clock.at(receivedAtMs + plan.startsAfterMs, () => {
      const invocation = world.invoke('ingest', INGEST_MS);
      const deliveryId = `${chance.between(100, 999)}-${history.deliveries.size + history.events.size}`;
      const checked = world.storeAnswers();
      const acknowledge = record(plan, { deliveryId, receivedAtMs, checked });
      const request = {
        method: 'POST',
        sourceId: id,
        token: sourceToken(KEY, { id, platform, generation: 1 }),
        headers: { 'content-type': 'application/json' },
        receivedAtMs,
        body: Buffer.from(body),
      };
      const ports = {
        ...world.portsOf(invocation),
        newId: () => deliveryId,
        directory: directory(checked),
      };
      void run(invocation, async () => {
        const answer = await accept(request, ports, { keys: KEY, deadlineMs: settings.deadlineMs });
        if (answer.statusCode === 200) acknowledge();
      });
    });
  }

  /** Writes the delivery into the history. Call the result at its acknowledgement. */
  function record(
    plan: DeliveryPlan,
    delivery: { readonly deliveryId: string; readonly receivedAtMs: number; readonly checked: boolean },
  ): () => void {
    const { deliveryId, receivedAtMs } = delivery;
    if (plan.kind === 'event') {
      const conversation = `${plan.source} ${plan.conversation}`;
      const event: DeliveredEvent = {
        deliveryId,
        receivedAtMs,
        source: plan.source,
        conversation,
        event: `${conversation} ${plan.number}`,
        large: plan.large,
        queuedAtMs: [],
      };
      history.events.set(deliveryId, event);
      return () => {
        event.acknowledgedAtMs = clock.nowMs();
      };
    }
    const delivered = {
      ...delivery,
      sessionId: sessionOf(plan),
      source: plan.source,
      effect: plan.kind === 'opt_out' ? ('closes' as const) : ('opens' as const),
      hasOwnTime: plan.kind === 'timed',
      identity: JSON.stringify(bodyOf(plan)),
      acknowledged: false,
    };
    history.deliveries.set(deliveryId, delivered);
    return () => {
      delivered.acknowledged = true;
    };
  }

  /** Only the sweeper has sent it, and it is no copy. */
  function isRequeued({ deduplicationId }: ReceivedMessage): boolean {
    const sent = history.sent.filter((one) => one.deduplicationId === deduplicationId);
    return !history.copied.has(deduplicationId) && sent.every(({ owner }) => owner.startsWith('sweeper-'));
  }

  async function work(queue: QueueName, messages: readonly ReceivedMessage[]): Promise<void> {
    const invocation = world.invoke('worker', WORKER_MS);
    const { owner, endsAtMs } = invocation;
    // One that comes with its first message too may be called because of that.
    const all = Map.groupBy(messages, ({ body }) => readJob(body)?.deliveryId);
    for (const [deliveryId, its] of all)
      if (its.every(isRequeued)) history.requeued.add(`${owner} ${deliveryId}`);
    await run(invocation, async () => {
      const invoked = world.portsOf(invocation);
      const chooseProcessor = async ({ id: source }: Source) =>
        simulatedProcessor(invocation, world, { source, queue, callBack });
      const { bodies } = invoked;
      const ports = {
        ...invoked,
        admit: (job: Job) => admit(job, { directory: directory(), bodies, chooseProcessor }),
      };
      const place = { queue, invocation: owner, concurrency: WORKERS[queue] } as const;
      const worker = queue === 'waits' ? waitMessagesWorker(ports, settings) : eventWorker(ports);
      const received = messages.map((message) => ({
        ...message,
        requeued: isRequeueId(message.deduplicationId),
      }));
      const { batchItemFailures } = await returnMessages(queue, messages, ports, (ended) =>
        worker(received, { place, endsAtMs }, ended),
      );
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { id, body, receiptHandle } of messages.filter((message) => !failed.has(message.id))) {
        history.finished.set(`${owner} ${readJob(body)?.deliveryId} ${id}`, history.writes.length);
        if (!chance.happens(world.conditions().failing)) world.removeMessage(queue, receiptHandle);
      }
    });
  }

  /** Like Lambda's event source: one batch at a time for each worker. */
  async function feed(queue: QueueName): Promise<void> {
    const { [queue]: messages } = queues.main;
    for (;;) {
      const received = messages.receive(BATCH);
      if (received.length > 0) {
        await work(queue, received);
        continue;
      }
      await clock.sleep(messages.nextVisibleAtMs() - clock.nowMs(), world.nextChange(queue));
      await clock.sleep(chance.between(1, 200));
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
    return run(invocation, () => {
      const ports = world.portsOf(invocation);
      return runAlone(start, ports, () => runSweeper(start, ports, settings));
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
      for (const queue of ['waits', 'events'] as const)
        for (let worker = 0; worker < WORKERS[queue]; worker += 1) void feed(queue);
      void everyMinute();
    },
  };
}

/** Makes a body too large for a queue. */
const PADDING = 'x'.repeat(MAX_JOB_BYTES);

const sessionOf = ({ source, session }: WaitPlan) => `secret-of-session-${source}-${session}`;

function bodyOf(plan: DeliveryPlan): object {
  return plan.kind === 'event' ? eventBodyOf(plan) : waitBodyOf(plan);
}

function waitBodyOf(plan: WaitPlan): object {
  const { kind, answer, time } = plan;
  const session_id = sessionOf(plan);
  if (kind === 'opt_out') return { session_id, reason: 'OPTOUT' };
  const question = { type: 'image', text: `Question ${answer}` };
  if (kind === 'untimed') return { session_id, question, actual_response: 'a photo' };
  const responded_at = `2030-01-01T00:00:0${time}Z`;
  return { session_id, question, actual_response: 'a photo', responded_at };
}

function eventBodyOf({ source, conversation, number }: EventPlan): object {
  switch (source) {
    case 'treble-events': {
      const responded_at = `2030-01-01 00:00:00.${number}`;
      return { session_id: `secret-of-session-e${conversation}`, actual_response: 'yes', responded_at };
    }
    case 'botmaker':
      return {
        type: 'message',
        chatChannelId: 'channel',
        contactId: `contact-${conversation}`,
        messages: [{ _id_: `m-${conversation}-${number}`, from: 'user', fromCustomer: true }],
      };
    case 'trino':
      return {
        event: 'message_created',
        id: 10_000 * conversation + number,
        content: 'hello',
        message_type: 'incoming',
        account: { id: 1 },
        conversation: { id: conversation, inbox_id: 1, channel: 'Channel::Api', status: 'open' },
        sender: { id: 1, name: 'Prueba' },
      };
  }
}

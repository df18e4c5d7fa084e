// Works on a batch of events: conversations side by side, each in order. A failure delays only its own conversation.
//
// SQS returns what follows a failure in its group too, and raises its receive count without an attempt. So the receive count
// does not count attempts. It only shows that something failed before:
//
//   received once       runs beside the others; if it fails, that is its first attempt
//   received twice      runs after the others and alone: it may crash the function, and its neighbours need not suffer
//   received more often one of them begins at once, beside those received once: after the others it could find too little
//                       time again and again. If it crashes the function, its neighbours are received twice next time,
//                       and each of them is then worked on alone. The others of its kind come back a moment later.
//
// Every attempt at what was received before is counted before it begins, so that one which crashes the function is
// counted too.
//
// What must wait longer than a few seconds, or for a paused destination, leaves the queue for its conversation's backlog in
// the table, and what follows it goes behind it. To know that, the worker reads the backlog once for each conversation of
// a batch, strongly consistent: one read unit, or about one for every 4 KB of a long backlog. Where nothing waits it
// writes nothing. While the table is away, the order cannot be known, so the events stay in the queue.
import { inOrder, placeOf, type WaitingEvent } from '../core/backlog/backlog.ts';
import type { BacklogStore, Due } from '../core/backlog/backlog-store.ts';
import { describeJob, type Job, readJob } from '../core/delivery/job.ts';
import { park, parkedMessage } from '../core/error-log/park.ts';
import { RETRY, WORK } from '../core/policy.ts';
import type { SessionRecords } from '../core/wait/session-store.ts';
import { fullJitterMs } from '../runtime/backoff.ts';
import { errorName } from '../runtime/log.ts';
import type { Invocation, Message, MessagesWorker, Retry } from './message.ts';
import { noticeTimeoutOfEvent } from './platform-timeout.ts';
import { type EventEnd, eventWork, type WorkEventPorts } from './work-event.ts';

export interface EventPorts extends WorkEventPorts {
  readonly backlogs: BacklogStore;
  readonly sessions: Pick<SessionRecords, 'load'>;
}

interface Limits extends Invocation {
  /** No attempt lasts longer. */
  readonly untilMs: number;
  /** No attempt begins with less time. */
  readonly enoughMs: number;
}

/** The messages of one conversation. */
interface Lane {
  readonly messages: readonly Message[];
  /** Undefined before it is read. */
  backlog?: {
    readonly conversation: string;
    /** In order. */
    readonly waiting: readonly WaitingEvent[];
    /** The head was finished here, so the next one's turn is here too. */
    readonly hasTurn: boolean;
  };
}

type MessageEnd = 'finished' | { readonly retryAfterMs: number };

export function eventWorker(ports: EventPorts): MessagesWorker {
  const { backlogs, clock, log } = ports;
  const workEvent = eventWork(ports);

  /** In order, up to the first that must come back. What follows it comes back with it, without an attempt. */
  async function workLane(lane: Lane, limits: Limits): Promise<Retry[]> {
    for (const [at, message] of lane.messages.entries()) {
      const worked = await workSafely(message, lane, limits);
      if (worked === 'finished') continue;
      return lane.messages.slice(at).map(({ id }) => ({ id, afterMs: worked.retryAfterMs }));
    }
    await workOn(lane, limits);
    return [];
  }

  /** An error of one message must not repeat those that are finished. */
  async function workSafely(message: Message, lane: Lane, limits: Limits): Promise<MessageEnd> {
    try {
      return await workMessage(message, lane, limits);
    } catch (error) {
      const { receiveCount } = message;
      const retryAfterMs = fullJitterMs(receiveCount, ports.random(), RETRY.store);
      const about = { ...describeJob(readJob(message.body)), receiveCount, retryAfterMs };
      log.write('error', { event: 'job_error', ...about, error: errorName(error) });
      return { retryAfterMs };
    }
  }

  async function workMessage(message: Message, lane: Lane, limits: Limits): Promise<MessageEnd> {
    const { body: encoded, receiveCount, requeued = false } = message;
    const job = readJob(encoded);
    if (!job) {
      await parkBadJob(message);
      return 'finished';
    }
    const { conversation } = job;
    lane.backlog ??= {
      conversation,
      waiting: (await backlogs.load(conversation))?.waiting ?? [],
      hasTurn: false,
    };
    const first = receiveCount === 1 && !requeued;
    // At once, whatever it must wait for: an operator needs to see it now.
    if (first && !job.unverified) await noticeTimeoutOfEvent(job, ports);
    const place = placeOf(job, lane.backlog.waiting);
    // It was requeued twice, and has ended meanwhile.
    if (requeued && (place === 'free' || place === 'behind')) return 'finished';
    // One that is listed may have come before its job was stored.
    if (place === 'behind' || place === 'listed') return putIntoBacklog({ job, encoded }, lane);
    if (!hasTime(limits)) return { retryAfterMs: 0 };
    const task = { job, encoded, first, cautious: receiveCount > 1, ...limits };
    const end = await workEvent(task);
    if (end.kind === 'finished') {
      if (place === 'head') await removeHead(lane, limits);
      return 'finished';
    }
    const staysInQueue = end.kind === 'again' && end.afterMs <= WORK.maxDelayInQueueMs;
    if (staysInQueue && receiveCount <= WORK.maxReturns) return { retryAfterMs: end.afterMs };
    return putIntoBacklog(task, lane, dueOf(end));
  }

  /** `due`: it becomes the head. */
  async function putIntoBacklog(
    { job, encoded }: { readonly job: Job; readonly encoded: string },
    lane: Lane,
    due?: Due,
  ): Promise<MessageEnd> {
    const { deliveryId, receivedAtMs, conversation, source } = job;
    const event = { deliveryId, receivedAtMs };
    const added = await backlogs.add({ ...event, conversation, source, job: encoded }, due);
    if (!added) return { retryAfterMs: WORK.maxDelayInQueueMs };
    const { waiting = [], hasTurn = false } = lane.backlog ?? {};
    const others = waiting.filter((one) => one.deliveryId !== deliveryId);
    lane.backlog = {
      conversation,
      waiting: inOrder([...others, event]),
      hasTurn: hasTurn && due === undefined,
    };
    const dueAt = due && new Date(due.dueAtMs).toISOString();
    const { destination } = due ?? {};
    log.write('info', { event: 'backlog', deliveryId, source, conversation, destination, dueAt });
    return 'finished';
  }

  /** Until this invocation ends, only this one works on the next head. */
  async function removeHead(lane: Lane, { endsAtMs }: Limits): Promise<void> {
    const { conversation, waiting: [head, ...waiting] = [] } = lane.backlog ?? {};
    if (conversation === undefined || !head) return;
    await backlogs.remove(conversation, head, endsAtMs);
    lane.backlog = { conversation, waiting, hasTurn: true };
  }

  /** Goes on with the backlog, from the table, while there is time. What is left is due. */
  async function workOn(lane: Lane, limits: Limits): Promise<void> {
    for (;;) {
      const { conversation, waiting: [head] = [], hasTurn } = lane.backlog ?? {};
      if (conversation === undefined || !head || !hasTurn) return;
      try {
        const due = hasTime(limits) ? await workHead(head, limits) : { dueAtMs: clock.nowMs() };
        if (due) {
          await backlogs.setDue(conversation, due);
          return;
        }
        await removeHead(lane, limits);
      } catch (error) {
        // It is due when this invocation has ended.
        const { deliveryId } = head;
        log.write('error', { event: 'job_error', deliveryId, conversation, error: errorName(error) });
        return;
      }
    }
  }

  /** Undefined when it has ended, or was erased. */
  async function workHead({ deliveryId }: WaitingEvent, limits: Limits): Promise<Due | undefined> {
    const waiting = await backlogs.loadJob(deliveryId);
    if (!waiting) return undefined;
    // The queue may have it too. The sweeper sees to it that it comes from there, and once.
    if (waiting.copy) return { dueAtMs: clock.nowMs() };
    const { encoded } = waiting;
    const job = readJob(encoded);
    if (job) {
      const end = await workEvent({ job, encoded, first: false, cautious: false, ...limits });
      return end.kind === 'finished' ? undefined : dueOf(end);
    }
    await parkBadJob({ id: deliveryId, body: encoded });
    return undefined;
  }

  async function parkBadJob(message: Pick<Message, 'id' | 'body'>): Promise<void> {
    await park(parkedMessage(message, { reason: 'bad_job', attempts: 0 }), { ends: 'delivery' }, ports);
  }

  /** What waits for a paused destination is due: the sweeper holds it, and knows when the pause ends. */
  function dueOf(end: Exclude<EventEnd, { kind: 'finished' }>): Due {
    const nowMs = clock.nowMs();
    return end.kind === 'again'
      ? { dueAtMs: nowMs + end.afterMs }
      : { dueAtMs: nowMs, destination: end.destination };
  }

  const hasTime = ({ untilMs, enoughMs }: Limits) => untilMs - clock.nowMs() >= enoughMs;

  return async (messages, invocation, ended = () => undefined) => {
    const untilMs = invocation.endsAtMs - WORK.eventReserveMs;
    const enoughMs = Math.min(WORK.minEventAttemptMs, (untilMs - clock.nowMs()) / 2);
    const limits = { ...invocation, untilMs, enoughMs };
    const lanes = [...Map.groupBy(messages, ({ group }) => group).values()];
    const receives = (lane: readonly Message[]) => Math.max(...lane.map(({ receiveCount }) => receiveCount));
    const work = async (lane: readonly Message[]): Promise<Retry[]> => {
      const retries = await workLane({ messages: lane }, limits);
      ended(lane, retries);
      return retries;
    };
    const [stubborn, ...otherStubborn] = lanes.filter((lane) => receives(lane) > 2);
    const atOnce = [...lanes.filter((lane) => receives(lane) === 1), ...(stubborn ? [stubborn] : [])];
    const retries = await Promise.all(atOnce.map(work));
    for (const lane of lanes.filter((one) => receives(one) === 2)) retries.push(await work(lane));
    const afterMs = WORK.nextBatchMs * (1 + ports.random());
    return [...retries.flat(), ...otherStubborn.flat().map(({ id }) => ({ id, afterMs }))];
  };
}

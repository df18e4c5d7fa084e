// Builders of what tests start from: an arrival, a session in a state, a job, a message. A test names only the fields
// that it is about.
import { encodeJob, type Job, type WaitJob } from '../functions/core/delivery/job.ts';
import type { Keys } from '../functions/core/key/keys.ts';
import type { Arrival } from '../functions/core/wait/registration.ts';
import type { Cycle, Decision, PastCycle, Progress, Session } from '../functions/core/wait/session.ts';
import type { Invocation, Message } from '../functions/worker/message.ts';
import { SOME_DAY_MS } from './contracts/virtual-clock.ts';

/** The time of receipt of the delivery that opens the current cycle. All times count from here. */
export const T0 = SOME_DAY_MS;
export const DEADLINE_MS = 300_000;

/** The keys of a deployment whose secret is plain text. */
export const plainKey = (text: string): Keys => ({ reference: text, current: text });

export function arrival(fields: Partial<Arrival> = {}): Arrival {
  const receivedAtMs = fields.receivedAtMs ?? T0;
  return {
    ref: 'conversation-1',
    sessionId: 'session-1',
    deliveryId: 'delivery-1',
    receivedAtMs,
    source: 'treble',
    effect: 'opens',
    identity: 'photo',
    hasOwnTime: false,
    deadlineAtMs: receivedAtMs + DEADLINE_MS,
    ...fields,
  };
}

/** A job as ingest makes it, with invented data. */
export function sampleJob(fields: Partial<Job> = {}): Job {
  return {
    v: 1,
    deliveryId: 'delivery-1',
    eventId: 'event-1',
    source: 'treble',
    platform: 'treble',
    receivedAtMs: T0,
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

type WaitFields = Partial<Omit<Job, 'wait'>> & { readonly wait?: Partial<WaitJob['wait']> };

/** The job of the delivery that `arrival` describes. */
export function sampleWaitJob({ wait, ...fields }: WaitFields = {}): WaitJob {
  return {
    ...sampleJob(fields),
    wait: { sessionId: 'session-1', effect: 'opens', identity: 'photo', hasOwnTime: false, ...wait },
  };
}

/** A plan of one call that may be repeated, as Treble's. */
export const UPDATE_PLAN = [{ name: 'update' }];
export const BY_UPDATE = { plan: () => UPDATE_PLAN, echoes: false } as const;

/** An invocation of the worker with plenty of time. */
export const sampleInvocation = (fields: Partial<Invocation> = {}): Invocation => ({
  place: { queue: 'events', invocation: 'worker-1', concurrency: 2 },
  endsAtMs: T0 + 120_000,
  ...fields,
});

/** The message that carries a job. */
export function sampleMessage(job: Job, fields: Partial<Message> = {}): Message {
  return {
    id: `m-${job.deliveryId}`,
    group: job.conversation,
    receiveCount: 1,
    body: encodeJob(job),
    ...fields,
  };
}

export const DECISION: Decision = {
  cause: 'done',
  keys: [
    { key: 'verdict', value: 'sharp' },
    { key: 'acuse_status', value: 'done' },
  ],
  by: 'worker-1',
};

const lease = { owner: 'worker-1', untilMs: T0 + 40_000 };
const update = { attempts: 0, dueAtMs: T0 };
const begun = { attempts: 1, dueAtMs: T0, firstSendAtMs: T0 + 100 };

/** One of each state, as the table may hold it. */
export const PROGRESS = {
  waiting: { state: 'waiting' },
  processing: { state: 'processing', lease },
  delegated: { state: 'delegated' },
  decided: { state: 'decided', decision: DECISION, update },
  sending: { state: 'sending', decision: DECISION, update: begun, lease },
  continued: { state: 'continued', update: begun, ending: { cause: 'done', atMs: T0 + 200 } },
  refused: {
    state: 'refused',
    update: begun,
    ending: { cause: 'done', reason: 'treble_404', atMs: T0 + 200 },
  },
  closed: { state: 'closed', ending: { reason: 'opt_out', atMs: T0 + 200 } },
} as const satisfies Record<string, Progress>;

export const OPEN = [
  PROGRESS.waiting,
  PROGRESS.processing,
  PROGRESS.delegated,
  PROGRESS.decided,
  PROGRESS.sending,
] as const;

export const ENDED = [PROGRESS.continued, PROGRESS.refused, PROGRESS.closed] as const;

export function cycle(progress: Progress, fields: Partial<Cycle> = {}): Cycle {
  return {
    number: 1,
    deliveryId: 'delivery-1',
    receivedAtMs: T0,
    source: 'treble',
    identity: 'photo',
    hasOwnTime: false,
    deadlineAtMs: T0 + DEADLINE_MS,
    attempts: progress.state === 'waiting' ? 0 : 1,
    crashes: 0,
    requeues: 0,
    progress,
    ...fields,
  };
}

export function session(
  progress: Progress,
  {
    cycle: fields = {},
    past = [],
    ...others
  }: Partial<Omit<Session, 'cycle'>> & { cycle?: Partial<Cycle> } = {},
): Session {
  const current = cycle(progress, fields);
  const { receivedAtMs, deliveryId } = current;
  return {
    v: 1,
    ref: 'conversation-1',
    sessionId: 'session-1',
    newest: { receivedAtMs, deliveryId },
    cycle: current,
    past,
    ...others,
  };
}

export function pastCycle(fields: Partial<PastCycle> = {}): PastCycle {
  return { number: 1, deliveryId: 'delivery-0', identity: 'photo', hasOwnTime: false, ...fields };
}

// What a test starts from: an arrival, a session in some state. Only what a test is about need be said.
import type { Arrival } from '../../../../functions/core/wait/registration.ts';
import type {
  Cycle,
  Decision,
  PastCycle,
  Progress,
  Session,
} from '../../../../functions/core/wait/session.ts';

/** When the delivery that opened the current cycle was received. All times are told from here. */
export const T0 = Date.UTC(2030, 0, 1);
export const DEADLINE_MS = 300_000;

export function arrival(given: Partial<Arrival> = {}): Arrival {
  const receivedAtMs = given.receivedAtMs ?? T0;
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
    ...given,
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

/** One of each, as it may stand in the table. */
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

export function cycle(progress: Progress, given: Partial<Cycle> = {}): Cycle {
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
    ...given,
  };
}

export function session(
  progress: Progress,
  {
    cycle: given = {},
    past = [],
    ...others
  }: Partial<Omit<Session, 'cycle'>> & { cycle?: Partial<Cycle> } = {},
): Session {
  const current = cycle(progress, given);
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

export function pastCycle(given: Partial<PastCycle> = {}): PastCycle {
  return { number: 1, deliveryId: 'delivery-0', identity: 'photo', hasOwnTime: false, ...given };
}

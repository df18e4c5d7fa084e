// Requeues jobs that were put off: their next attempt is due, but it calls somebody. So they wait here while their destination
// is paused, sources take turns, and the queue is never filled: what comes in new goes before them.
import type { Breaker } from '../core/breaker/breaker.ts';
import type { QueueDepth, QueueName } from '../core/delivery/job-queue.ts';
import { SWEEP } from '../core/policy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import { type FairQueue, fairQueue } from './fair-queue.ts';

export interface PutOff {
  readonly source: string;
  readonly queue: QueueName;
  /** Absent: its processor is never paused. */
  readonly destination?: string | undefined;
  readonly history: 'put_off' | 'failed';
  /** Of a wait: then it is decided, not requeued. */
  readonly deadlineAtMs?: number;
  requeue(): Promise<void>;
  /** Looks at it again, because its deadline has passed. */
  decide?(): Promise<void>;
}

export interface PutOffLane {
  add(putOff: PutOff): void;
  size(): number;
  /** Requeues until then, or until `close`. What a paused destination keeps back is left to the next run. */
  run(untilMs: number): Promise<void>;
  /** Nothing is added any more. */
  close(): void;
}

export interface PutOffPorts {
  readonly depth: QueueDepth;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly log: Log;
}

const NEVER_PAUSED = '';

export function putOffLane({ depth, breaker, clock, log }: PutOffPorts): PutOffLane {
  /** By queue, history and destination. */
  const lanes = new Map<string, Lane>();
  let closed = false;
  const closing = new AbortController();

  const all = () => [...lanes.values()].filter(({ items }) => items.size() > 0);
  const size = () => all().reduce((sum, { items }) => sum + items.size(), 0);

  /** How many of this lane may go now. */
  async function permitted({ destination, history, probedAtMs }: Lane): Promise<number> {
    if (destination === NEVER_PAUSED) return Number.POSITIVE_INFINITY;
    const { kind } = await breaker.look(destination, { history });
    if (kind === 'closed') return Number.POSITIVE_INFINITY;
    return kind === 'probing' && clock.nowMs() >= probedAtMs + SWEEP.probeMs ? 1 : 0;
  }

  async function roomIn(queue: QueueName): Promise<number> {
    try {
      return Math.max(1, SWEEP.queueRoom - (await depth.waiting(queue)));
    } catch (error) {
      log.write('warn', { event: 'sweep_error', queue, error: errorName(error) });
      return 1;
    }
  }

  async function requeueSome(queue: QueueName): Promise<void> {
    const open = all().filter((lane) => lane.queue === queue);
    if (open.length === 0) return;
    const turns = await Promise.all(open.map(async (lane) => ({ lane, left: await permitted(lane) })));
    if (turns.every(({ left }) => left === 0)) return;
    let room = await roomIn(queue);
    while (room > 0) {
      const round = turns.filter(({ lane, left }) => left > 0 && lane.items.size() > 0).slice(0, room);
      if (round.length === 0) return;
      await Promise.all(
        round.map(async (turn) => {
          turn.left -= 1;
          turn.lane.probedAtMs = clock.nowMs();
          await turn.lane.items.take()?.requeue();
        }),
      );
      room -= round.length;
    }
  }

  async function decideOverdue(): Promise<void> {
    const nowMs = clock.nowMs();
    const overdue = all().flatMap(({ items }) =>
      items.remove(({ deadlineAtMs = Number.POSITIVE_INFINITY }) => deadlineAtMs <= nowMs),
    );
    await Promise.all(overdue.map((one) => one.decide?.()));
  }

  return {
    add(putOff) {
      const { queue, destination = NEVER_PAUSED, history } = putOff;
      const key = `${queue} ${history} ${destination}`;
      const lane = lanes.get(key) ?? {
        queue,
        destination,
        history,
        probedAtMs: Number.NEGATIVE_INFINITY,
        items: fairQueue<PutOff>(),
      };
      lanes.set(key, lane);
      lane.items.add(putOff.source, putOff);
    },

    size,

    async run(untilMs) {
      while (clock.nowMs() < untilMs && !closed) {
        await decideOverdue();
        await Promise.all([requeueSome('waits'), requeueSome('events')]);
        await clock.sleep(SWEEP.laneMs, closing.signal);
      }
    },

    close() {
      closed = true;
      closing.abort();
    },
  };
}

interface Lane {
  readonly queue: QueueName;
  readonly destination: string;
  readonly history: PutOff['history'];
  readonly items: FairQueue<PutOff>;
  /** While single calls are made, when the last job went. */
  probedAtMs: number;
}

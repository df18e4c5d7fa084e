// Sends decisions to one destination, at the operator's rate. Sources take turns, so that a source with thousands of waits
// delays no other one. While the platform is paused nothing is sent; as soon as it is not, the lane goes on.
import type { Breaker } from '../core/breaker/breaker.ts';
import { SWEEP } from '../core/policy.ts';
import type { Pace } from '../core/wait/pace.ts';
import type { Clock } from '../runtime/clock.ts';
import { type FairQueue, fairQueue } from './fair-queue.ts';

export interface Sending {
  readonly source: string;
  /** Its decisions are sent one after the other. */
  readonly conversation: string;
  readonly history: 'put_off' | 'failed';
  send(): Promise<void>;
}

export interface SendLane {
  add(sending: Sending): void;
  size(): number;
  /** Sends until then, or until `close` and everything is sent. Resolves when no call is under way. */
  run(untilMs: number): Promise<void>;
  /** Nothing is added any more. */
  close(): void;
}

export interface SendLanePorts {
  readonly destination: string;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly pace: Pace;
}

export function sendLane({ destination, breaker, clock, pace }: SendLanePorts): SendLane {
  // Conversations whose calls have failed before wait behind those that were never called.
  const queues = { put_off: fairQueue<Sending>(), failed: fairQueue<Sending>() };
  const underWay = new Set<Promise<void>>();
  /** The last call of each conversation that is under way. */
  const inTurn = new Map<string, Promise<void>>();
  let closed = false;
  let change = new AbortController();

  const size = () => queues.put_off.size() + queues.failed.size();

  /** The queue whose next item may be sent, and whether one by one. */
  async function nextQueue(): Promise<{ queue: FairQueue<Sending>; probing: boolean } | undefined> {
    for (const history of ['put_off', 'failed'] as const) {
      const queue = queues[history];
      if (queue.size() === 0) continue;
      const { kind } = await breaker.look(destination, { history });
      if (kind !== 'paused') return { queue, probing: kind === 'probing' };
    }
    return undefined;
  }

  async function begin({ conversation, send }: Sending): Promise<void> {
    const before = inTurn.get(conversation);
    const call = (before ? before.then(send) : send()).finally(() => {
      underWay.delete(call);
      if (inTurn.get(conversation) === call) inTurn.delete(conversation);
    });
    underWay.add(call);
    inTurn.set(conversation, call);
    if (underWay.size >= SWEEP.concurrency) await Promise.race(underWay);
  }

  return {
    add(sending) {
      queues[sending.history].add(sending.source, sending);
      change.abort();
    },

    size: () => size() + underWay.size,

    async run(untilMs) {
      while (clock.nowMs() < untilMs && !(closed && size() === 0)) {
        // Before the look: what is added during it ends the pause too.
        change = new AbortController();
        const next = await nextQueue();
        const sending = next?.queue.take();
        if (!next || !sending) {
          await clock.sleep(SWEEP.laneMs, change.signal);
          continue;
        }
        await pace.turn();
        if (next.probing) await sending.send();
        else await begin(sending);
      }
      await Promise.all(underWay);
    },

    close() {
      closed = true;
      change.abort();
    },
  };
}

// A send lane for each destination: one that hangs or takes few calls delays no other.
import type { Breaker } from '../core/breaker/breaker.ts';
import { type Pace, pace } from '../core/wait/pace.ts';
import { type Clock, wake } from '../runtime/clock.ts';
import { type Sending, type SendLane, sendLane } from './send-lane.ts';

export interface SendingTo extends Sending {
  readonly destination: string;
}

export interface SendLanes {
  add(sending: SendingTo): void;
  size(): number;
  /** The destination takes fewer calls than we make. */
  slower(destination: string): void;
  /** Sends until then, or until `close` and everything is sent. Resolves when no call is under way. */
  run(untilMs: number): Promise<void>;
  /** Nothing is added any more. */
  close(): void;
}

export interface SendLanesPorts {
  readonly breaker: Breaker;
  readonly clock: Clock;
  /** For each destination. */
  readonly updatesPerSecond: number;
}

export function sendLanes({ breaker, clock, updatesPerSecond }: SendLanesPorts): SendLanes {
  const lanes = new Map<string, { readonly lane: SendLane; readonly pace: Pace }>();
  const running: Promise<void>[] = [];
  const closed = new AbortController();
  let runsUntilMs: number | undefined;

  function start(lane: SendLane): void {
    if (runsUntilMs !== undefined) running.push(lane.run(runsUntilMs));
  }

  function makeLane(destination: string): SendLane {
    const turns = pace(updatesPerSecond, clock);
    const lane = sendLane({ destination, breaker, clock, pace: turns });
    lanes.set(destination, { lane, pace: turns });
    return lane;
  }

  return {
    add({ destination, ...sending }) {
      const known = lanes.get(destination)?.lane;
      const lane = known ?? makeLane(destination);
      lane.add(sending);
      if (!known) start(lane);
    },

    size: () => [...lanes.values()].reduce((sum, { lane }) => sum + lane.size(), 0),

    slower: (destination) => lanes.get(destination)?.pace.slower(),

    async run(untilMs) {
      runsUntilMs = untilMs;
      for (const { lane } of lanes.values()) start(lane);
      if (!closed.signal.aborted) await clock.sleep(Math.max(0, untilMs - clock.nowMs()), closed.signal);
      await Promise.all(running);
    },

    close() {
      for (const { lane } of lanes.values()) lane.close();
      wake(closed);
    },
  };
}

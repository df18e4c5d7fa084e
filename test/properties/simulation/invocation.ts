// A function at work. Every call that it makes is a step: it takes time, may fail before or after it had its
// effect, may be made twice by an SDK that saw no confirmation, and the function may die at it. A function that
// has died goes on nowhere, but what it had put on the wire may still arrive.
import type { Clock } from '../../../functions/runtime/clock.ts';
import type { VirtualClock } from '../../contracts/virtual-clock.ts';

/** What becomes of one step. */
export interface Fate {
  /** Before the effect, and after it till the answer is there. */
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly fault: 'none' | 'fails' | 'unconfirmed' | 'made_twice' | 'dies' | 'dies_after';
  /** Arrives although whoever sent it has died or given up. */
  readonly onTheWire: boolean;
}

export interface Invocation {
  readonly owner: string;
  readonly endsAtMs: number;
  readonly clock: Clock;
  step<T>(fate: Fate, effect: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  alive(): boolean;
  /** Also what Lambda does to a function that has answered. */
  kill(): void;
  /** Resolves when it has been killed. */
  readonly death: Promise<void>;
}

class Outage extends Error {
  override readonly name = 'Outage';
}

export function startInvocation(owner: string, world: VirtualClock, timeoutMs: number): Invocation {
  const endsAtMs = world.nowMs() + timeoutMs;
  const { promise: death, resolve: die } = Promise.withResolvers<void>();
  let alive = true;
  const kill = () => {
    alive = false;
    cancel();
    die();
  };
  const cancel = world.at(endsAtMs, kill);

  function step<T>(fate: Fate, effect: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (!alive) return promise;
    if (signal?.aborted) return Promise.reject(signal.reason);
    /** The dead hear nothing any more. */
    const answer = (tell: () => void) => {
      if (alive) tell();
    };
    signal?.addEventListener('abort', () => answer(() => reject(signal.reason)));

    async function arrive(): Promise<void> {
      if ((!alive || signal?.aborted) && !fate.onTheWire) return;
      if (fate.fault === 'dies') return kill();
      if (fate.fault === 'fails') return answer(() => reject(new Outage('It did not happen.')));
      if (fate.fault === 'made_twice') await effect();
      const outcome = await effect().then(
        (value) => () => resolve(value),
        (error: unknown) => () => reject(error),
      );
      if (fate.fault === 'dies_after') return kill();
      const lost = () => reject(new Outage('It happened, but nobody heard of it.'));
      const tell = fate.fault === 'unconfirmed' ? lost : outcome;
      world.at(world.nowMs() + fate.afterMs, () => answer(tell));
    }

    world.at(world.nowMs() + fate.beforeMs, () => void arrive());
    return promise;
  }

  return {
    owner,
    endsAtMs,
    step,
    kill,
    death,
    alive: () => alive,
    clock: {
      nowMs: world.nowMs,
      sleep: async (ms, signal) => {
        await world.sleep(ms, signal);
        if (!alive) await new Promise(() => {});
      },
    },
  };
}

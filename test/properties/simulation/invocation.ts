// The invocation of a function. Each of its calls is a step: it takes time, may fail before or after its effect, may be
// repeated by an SDK without a confirmation, and the function may crash at it. A crashed function does not continue,
// but a call that it has sent may still arrive. A frozen one continues later, or never, if its time limit comes first.
import type { Clock } from '../../../functions/runtime/clock.ts';
import type { VirtualClock } from '../../contracts/virtual-clock.ts';

/** The result of one step. */
export interface StepPlan {
  /** The time before the effect, and from the effect to the answer. */
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly fault: 'none' | 'fails' | 'unconfirmed' | 'made_twice' | 'crashes' | 'crashes_after';
  /** After the answer nothing of the function runs for so long. */
  readonly freezesMs?: number;
  /** Arrives also after a crash or an abort of the sender. */
  readonly onTheWire: boolean;
}

export interface Invocation {
  readonly owner: string;
  readonly endsAtMs: number;
  readonly clock: Clock;
  step<T>(plan: StepPlan, effect: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  alive(): boolean;
  /** Lambda also stops a function after its answer. */
  kill(): void;
  /** Resolves at `kill`. */
  readonly stopped: Promise<void>;
}

class Outage extends Error {
  override readonly name = 'Outage';
}

export function startInvocation(owner: string, world: VirtualClock, timeoutMs: number): Invocation {
  const endsAtMs = world.nowMs() + timeoutMs;
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  let alive = true;
  let frozenUntilMs = 0;
  const kill = () => {
    alive = false;
    cancel();
    stop();
  };
  const cancel = world.at(endsAtMs, kill);

  /** When nothing is frozen any more. */
  function thawed(settle: () => void): void {
    if (world.nowMs() < frozenUntilMs) world.at(frozenUntilMs, () => thawed(settle));
    else settle();
  }

  function step<T>(plan: StepPlan, effect: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (!alive) return promise;
    if (signal?.aborted) return Promise.reject(signal.reason);
    /** A stopped function gets no answer. */
    const answer = (settle: () => void) =>
      thawed(() => {
        if (alive) settle();
      });
    signal?.addEventListener('abort', () => answer(() => reject(signal.reason)));

    async function arrive(): Promise<void> {
      if ((!alive || signal?.aborted) && !plan.onTheWire) return;
      if (plan.fault === 'crashes') return kill();
      if (plan.fault === 'fails') return answer(() => reject(new Outage('The call failed.')));
      if (plan.fault === 'made_twice') await effect().catch(() => undefined);
      const outcome = await effect().then(
        (value) => () => resolve(value),
        (error: unknown) => () => reject(error),
      );
      if (plan.fault === 'crashes_after') return kill();
      const lost = () => reject(new Outage('The call succeeded, but its answer was lost.'));
      const settle = plan.fault === 'unconfirmed' ? lost : outcome;
      world.at(world.nowMs() + plan.afterMs, () => {
        if (plan.freezesMs !== undefined) frozenUntilMs = world.nowMs() + plan.freezesMs;
        answer(settle);
      });
    }

    world.at(world.nowMs() + plan.beforeMs, () => void arrive());
    return promise;
  }

  return {
    owner,
    endsAtMs,
    step,
    kill,
    stopped,
    alive: () => alive,
    clock: {
      nowMs: world.nowMs,
      sleep: async (ms, signal) => {
        await world.sleep(ms, signal);
        if (world.nowMs() < frozenUntilMs) await new Promise<void>(thawed);
        if (!alive) await new Promise(() => {});
      },
    },
  };
}

// Makes a delivery durable in the time that a platform waits, whatever the stores do. There are two sinks: the queue for
// the work, and the sessions table for the wait. One of them is enough.
//
// A wait starts both at once and answers when both have settled; from 1.2 s on one is enough:
//
//   0 ────────────────────────── 1.2 s ─────────────────── 3.3 s ──▶
//   └ both settled: answer        └ one durable: answer     └ none: 503
//
// Another delivery goes to the queue, and from 0.7 s on (or a failure) to the table as well:
//
//   0 ─────────── 0.7 s ──────────────────────────────── 3.3 s ──▶
//   └ queue        └ queue or copy durable: answer        └ none: 503
//
// A sink that is still pending at the answer is aborted, because Lambda freezes what runs after it. An aborted write may
// have been made: both sinks, and all that follows, are idempotent by delivery id.
import { ACKNOWLEDGE } from '../core/policy.ts';
import { type Clock, wake } from '../runtime/clock.ts';

export interface Time {
  readonly clock: Clock;
  /** When the platform began to wait. */
  readonly startedAtMs: number;
}

export type Sink<T> = (signal: AbortSignal) => Promise<T>;

/** How a sink ended. `pending`: aborted, and perhaps written. */
export type SinkResult<T> =
  | { readonly kind: 'durable'; readonly value: T; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly error: unknown; readonly tookMs: number }
  | { readonly kind: 'pending' };

export interface Durability<Q, T> {
  readonly durable: boolean;
  readonly queue: SinkResult<Q>;
  readonly table: SinkResult<T>;
}

/** For a source that waits. */
export async function makeWaitDurable<Q, T>(
  queue: Sink<Q>,
  table: Sink<T>,
  time: Time,
): Promise<Durability<Q, T>> {
  const race = startRace(time);
  const queued = race.run(queue);
  const tabled = race.run(table);
  const settled = Promise.all([queued.settled, tabled.settled]);
  await race.until(ACKNOWLEDGE.oneStoreMs, settled);
  if (!queued.isDurable() && !tabled.isDurable()) {
    await race.until(ACKNOWLEDGE.giveUpMs, settled, firstDurable(queued, tabled));
  }
  return race.end(queued, tabled);
}

/** For a source that does not wait. */
export async function makeEventDurable<Q, T>(
  queue: Sink<Q>,
  copy: Sink<T>,
  time: Time,
): Promise<Durability<Q, T>> {
  const race = startRace(time);
  const queued = race.run(queue);
  await race.until(ACKNOWLEDGE.copyAfterMs, queued.settled);
  if (queued.isDurable()) return race.end(queued, undefined);
  const copied = race.run(copy);
  const settled = Promise.all([queued.settled, copied.settled]);
  await race.until(ACKNOWLEDGE.giveUpMs, settled, firstDurable(queued, copied));
  return race.end(queued, copied);
}

interface Runner<T> {
  readonly settled: Promise<void>;
  fate(): SinkResult<T>;
  isDurable(): boolean;
}

function startRace({ clock, startedAtMs }: Time) {
  const abort = new AbortController();

  function run<T>(sink: Sink<T>): Runner<T> {
    let fate: SinkResult<T> = { kind: 'pending' };
    const begunAtMs = clock.nowMs();
    const tookMs = () => clock.nowMs() - begunAtMs;
    const settled = sink(abort.signal).then(
      (value) => {
        fate = { kind: 'durable', value, tookMs: tookMs() };
      },
      (error: unknown) => {
        fate = { kind: 'failed', error, tookMs: tookMs() };
      },
    );
    return { settled, fate: () => fate, isDurable: () => fate.kind === 'durable' };
  }

  /** Waits for the first of these events, until `sinceStartMs` after the start. */
  async function until(sinceStartMs: number, ...events: Promise<unknown>[]): Promise<void> {
    const alarm = new AbortController();
    const left = Math.max(0, startedAtMs + sinceStartMs - clock.nowMs());
    await Promise.race([...events, clock.sleep(left, alarm.signal)]);
    wake(alarm);
  }

  function end<Q, T>(queued: Runner<Q>, tabled: Runner<T> | undefined): Durability<Q, T> {
    const queue = queued.fate();
    const table = tabled?.fate() ?? { kind: 'pending' };
    // An abort creates an error object, and most races have nothing to abort.
    if (queue.kind === 'pending' || tabled?.fate().kind === 'pending') abort.abort();
    return { durable: queue.kind === 'durable' || table.kind === 'durable', queue, table };
  }

  return { run, until, end };
}

async function firstDurable(...runners: Runner<unknown>[]): Promise<void> {
  const never = new Promise<never>(() => {});
  await Promise.race(
    runners.map(async (runner) => {
      await runner.settled;
      return runner.isDurable() ? undefined : never;
    }),
  );
}

// One attempt of a processor, as every job must make it: under the destination's permit, bounded in time, counted, with one
// line in the log. Waits and events differ in what they do with the result.
import type { Breaker, Health } from '../core/breaker/breaker.ts';
import { type Permitted, type ReportHealth, reportNothing, withPermit } from '../core/breaker/with-permit.ts';
import type { Job } from '../core/delivery/job.ts';
import type { QueueName } from '../core/delivery/job-queue.ts';
import { WORK } from '../core/policy.ts';
import type { Counters } from '../core/statistics/counters.ts';
import type { Processor, Task } from '../processors/processor.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { type Attempt, runProcessor } from './run-processor.ts';

export interface CallPorts {
  readonly breaker: Breaker;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Call {
  readonly processor: Processor;
  readonly job: Job;
  /** After this the attempt has failed. */
  readonly untilMs: number;
  /** Attempts at the job, this one included. */
  readonly attempt: number;
  readonly place: Place;
}

/** Where the call is made from. */
export interface Place {
  readonly queue: QueueName;
  /** Unique to the invocation. */
  readonly invocation: string;
  /** Invocations of its queue that may work at the same time. */
  readonly concurrency: number;
}

export interface ProcessorAttempt extends Call {
  readonly task: Task;
  /** Of a wait. */
  readonly cycle?: number;
  /** Fires when nobody needs the result any more. */
  readonly cancelled?: AbortSignal;
}

/** `paused`: the destination is paused now, so the failure is not the job's own. */
export type Attempted = Attempt & { readonly paused?: boolean };

export type MaybeCalled<T> =
  | Permitted<T>
  /** Long calls to this destination have half of the workers already. */
  | { readonly kind: 'crowded' };

export interface ProcessorCaller {
  /** Does `work`, which attempts at most once, if the destination may be called now. */
  permitted<T>(call: Call, work: (report: ReportHealth) => Promise<T>): Promise<MaybeCalled<T>>;
  /** Reports how the destination is. Never throws for what the processor does. */
  attempt(call: ProcessorAttempt, report: ReportHealth): Promise<Attempted>;
}

export function processorCaller({ breaker, counters, clock, log }: CallPorts): ProcessorCaller {
  async function isCrowded(destination: string, { queue, invocation, concurrency }: Place): Promise<boolean> {
    const calls = await breaker.longCalls(destination);
    const places = new Set(calls.map(({ place }) => place));
    const others = [...places].filter(
      (place) => place.startsWith(`${queue}/`) && place !== `${queue}/${invocation}`,
    );
    return others.length >= Math.floor(concurrency / 2);
  }

  /** Marks the call, for other invocations, as soon as it takes long. Returns what ends the mark. */
  function watch({ processor: { destination }, job, untilMs, place }: Call): () => Promise<void> {
    if (destination === undefined) return async () => undefined;
    const call = { place: `${place.queue}/${place.invocation}`, id: job.deliveryId, untilMs };
    const over = new AbortController();
    const marked = clock.sleep(WORK.longCallMs, over.signal).then(async () => {
      if (over.signal.aborted) return false;
      await breaker.beginLongCall(destination, call);
      return true;
    });
    return async () => {
      over.abort();
      if (await marked) await breaker.endLongCall(destination, call);
    };
  }

  function logDeferred(
    destination: string,
    { job: { deliveryId, source, conversation } }: Call,
    untilMs?: number,
  ): void {
    const until = untilMs === undefined ? undefined : new Date(untilMs).toISOString();
    counters.call(destination, 'deferred');
    log.write('warn', { event: 'deferred', destination, deliveryId, source, conversation, until });
  }

  return {
    async permitted(call, work) {
      const { processor, job, untilMs, attempt, place } = call;
      const { destination, callsAnyone } = processor;
      if (destination === undefined) return { kind: 'called', value: await work(reportNothing) };
      if (await isCrowded(destination, place)) {
        logDeferred(destination, call);
        return { kind: 'crowded' };
      }
      // A processor that calls whatever host an event names is never paused.
      if (callsAnyone) return { kind: 'called', value: await work(reportNothing) };
      const callMs = Math.max(0, untilMs - clock.nowMs());
      const { conversation } = job;
      const planned = { destination, callMs, conversation, first: attempt === 1 };
      const permitted = await withPermit(breaker, planned, work);
      if (permitted.kind === 'paused') logDeferred(destination, call, permitted.untilMs);
      return permitted;
    },

    async attempt(call, report) {
      const { processor, task, cancelled, untilMs } = call;
      const startedAtMs = clock.nowMs();
      const endLongCall = watch(call);
      const attempt = await runProcessor(processor, task, clock, {
        untilMs,
        ...(cancelled && { cancelled }),
      });
      const tookMs = clock.nowMs() - startedAtMs;
      const wasCancelled = cancelled?.aborted === true;
      const failed = attempt.kind === 'retry';
      const [paused] = await Promise.all([
        report(wasCancelled ? 'unknown' : healthOf(attempt, tookMs)),
        endLongCall(),
      ]);
      if (processor.destination !== undefined && !wasCancelled)
        counters.call(processor.destination, failed ? 'failed' : 'answered', tookMs);
      logAttempt(call, wasCancelled ? { kind: 'cancelled' } : attempt, tookMs, log);
      return failed && paused ? { ...attempt, paused } : attempt;
    },
  };
}

/** An attempt that was cut short, because the job or the function had little time, says nothing. */
function healthOf(attempt: Attempt, tookMs: number): Health {
  if (attempt.kind !== 'retry') return 'healthy';
  if (attempt.reason !== 'processor_timeout') return 'failed';
  return tookMs >= WORK.longCallMs ? 'hung' : 'unknown';
}

function logAttempt(
  { processor, job, attempt, cycle }: ProcessorAttempt,
  result: Attempt | { readonly kind: 'cancelled' },
  tookMs: number,
  log: Log,
): void {
  const { deliveryId, source, conversation, type } = job;
  const failed = result.kind === 'retry' || result.kind === 'cancelled';
  log.write(failed ? 'warn' : 'info', {
    event: 'attempt',
    destination: processor.destination ?? processor.name,
    deliveryId,
    source,
    conversation,
    type,
    cycle,
    attempt,
    result: result.kind,
    reason: 'reason' in result ? result.reason : undefined,
    threw: 'threw' in result ? result.threw : undefined,
    tookMs,
  });
}

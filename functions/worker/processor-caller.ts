// One attempt of a processor, as every job must make it: under the destination's permit, bounded in time, counted, with one
// line in the log. Waits and events differ in what they do with the result.
import type { Breaker, Health } from '../core/breaker/breaker.ts';
import type { CallHistory } from '../core/breaker/breaker-rules.ts';
import type { LongCall } from '../core/breaker/breaker-store.ts';
import { type Permitted, type ReportHealth, reportNothing, withPermit } from '../core/breaker/with-permit.ts';
import type { Job } from '../core/delivery/job.ts';
import type { QueueName } from '../core/delivery/job-queue.ts';
import { WORK } from '../core/policy.ts';
import type { Counters } from '../core/statistics/counters.ts';
import type { Processor, Task } from '../processors/processor.ts';
import { type Clock, wake } from '../runtime/clock.ts';
import type { Log, LogLine } from '../runtime/log.ts';
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
  /** Of the job. */
  readonly history: CallHistory;
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
  /** Attempts at the job, this one included. */
  readonly attempt: number;
  /** Of a wait. */
  readonly cycle?: number;
  /** Fires when nobody needs the result any more. */
  readonly cancelled?: AbortSignal;
}

/**
 * `paused`: the destination is paused now, so the failure is not the job's own. `line`: of an attempt that ends its job, and is
 * not in the log yet.
 */
export type Attempted = Attempt & { readonly paused?: boolean; readonly line?: LogLine };

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
  /** The call's place, unless long calls to its destination have half of the workers. */
  async function takePlace(destination: string, call: Call): Promise<TakenPlace | 'crowded'> {
    const { job, untilMs, place } = call;
    const mine = `${place.queue}/${place.invocation}`;
    const long = { place: mine, id: job.deliveryId, untilMs };
    const isCrowded = (calls: readonly LongCall[]) => {
      const others = calls.map((one) => one.place).filter((one) => one.startsWith(`${place.queue}/`));
      return new Set(others.filter((one) => one !== mine)).size >= Math.floor(place.concurrency / 2);
    };
    const { slow, calls } = await breaker.longCalls(destination);
    if (isCrowded(calls)) return 'crowded';
    const end = () => breaker.endLongCall(destination, long);
    if (!slow) return placeOf(async () => void (await breaker.beginLongCall(destination, long)), end);
    if (!isCrowded(await breaker.beginLongCall(destination, long))) return { leave: end };
    await end();
    return 'crowded';
  }

  /** Nothing is written for a call that is quick. */
  function placeOf(begin: () => Promise<void>, end: () => Promise<void>): TakenPlace {
    const over = new AbortController();
    const begun = clock.sleep(WORK.longCallMs, over.signal).then(async () => {
      if (over.signal.aborted) return false;
      await begin();
      return true;
    });
    return {
      async leave() {
        wake(over);
        if (await begun) await end();
      },
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

  async function underPermit<T>(
    destination: string,
    call: Call,
    work: (report: ReportHealth) => Promise<T>,
  ): Promise<Permitted<T>> {
    const { job, untilMs, history } = call;
    const callMs = Math.max(0, untilMs - clock.nowMs());
    const planned = { destination, callMs, conversation: job.conversation, history };
    const permitted = await withPermit(breaker, planned, work);
    if (permitted.kind === 'paused') logDeferred(destination, call, permitted.untilMs);
    return permitted;
  }

  return {
    async permitted(call, work) {
      const { destination, callsAnyone } = call.processor;
      if (destination === undefined) return { kind: 'called', value: await work(reportNothing) };
      if (!callsAnyone) {
        const condition = await breaker.look(destination, { history: call.history });
        if (condition.kind === 'paused') {
          logDeferred(destination, call, condition.untilMs);
          return condition;
        }
      }
      const taken = await takePlace(destination, call);
      if (taken === 'crowded') {
        logDeferred(destination, call);
        return { kind: 'crowded' };
      }
      try {
        // A processor that calls whatever host an event names is never paused.
        if (callsAnyone) return { kind: 'called', value: await work(reportNothing) };
        return await underPermit(destination, call, work);
      } finally {
        await taken.leave();
      }
    },

    async attempt(call, report) {
      const { processor, task, cancelled, untilMs } = call;
      const startedAtMs = clock.nowMs();
      const attempt = await runProcessor(processor, task, clock, {
        untilMs,
        ...(cancelled && { cancelled }),
      });
      const tookMs = clock.nowMs() - startedAtMs;
      const wasCancelled = cancelled?.aborted === true;
      const failed = attempt.kind === 'retry';
      const paused = await report(wasCancelled ? 'unknown' : healthOf(attempt, tookMs));
      if (processor.destination !== undefined && !wasCancelled)
        counters.call(processor.destination, callResult(attempt), tookMs);
      const line = lineOf(call, wasCancelled ? { kind: 'cancelled' } : attempt, tookMs);
      // The line of the outcome has the call too.
      const isWait = call.cycle !== undefined;
      const ends =
        attempt.kind === 'done' || attempt.kind === 'not_worked' || (isWait && attempt.kind === 'failed');
      if (!wasCancelled && ends) return { ...attempt, line };
      log.write(wasCancelled || failed ? 'warn' : 'info', line);
      return failed && paused ? { ...attempt, paused } : attempt;
    },
  };
}

/** What a call that takes long is known by to other invocations. */
interface TakenPlace {
  leave(): Promise<void>;
}

/** An attempt that was cut short, because the job or the function had little time, says nothing. */
function healthOf(attempt: Attempt, tookMs: number): Health {
  if (attempt.kind !== 'retry' || attempt.throttled) return 'healthy';
  if (attempt.reason !== 'processor_timeout') return 'failed';
  return tookMs >= WORK.longCallMs ? 'hung' : 'unknown';
}

/** A processor that does not take the event is not one that is down. What it answers must still be understood. */
function callResult(attempt: Attempt): 'answered' | 'refused' | 'failed' {
  if (attempt.kind === 'retry' || attempt.threw !== undefined) return 'failed';
  if (attempt.kind !== 'failed') return 'answered';
  return attempt.reason === 'processor_bad_answer' ? 'failed' : 'refused';
}

function lineOf(
  { processor, job, attempt, cycle }: ProcessorAttempt,
  result: Attempt | { readonly kind: 'cancelled' },
  tookMs: number,
): LogLine {
  const { deliveryId, source, conversation, type } = job;
  return {
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
    problem: 'problem' in result ? result.problem : undefined,
    threw: 'threw' in result ? result.threw : undefined,
    tookMs,
  };
}

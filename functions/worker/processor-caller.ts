// One attempt of a processor, as every job must make it: under the destination's permit, bounded in time, counted, with one
// line in the log. Waits and events differ in what they do with the result.
import type { Breaker } from '../core/breaker/breaker.ts';
import { type Permitted, type ReportHealth, reportNothing, withPermit } from '../core/breaker/with-permit.ts';
import type { Job } from '../core/delivery/job.ts';
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
}

export interface ProcessorAttempt extends Call {
  readonly task: Task;
  /** Counts from 1. */
  readonly attempt: number;
  /** Of a wait. */
  readonly cycle?: number;
  /** Fires when nobody needs the result any more. */
  readonly cancelled?: AbortSignal;
}

export interface ProcessorCaller {
  /** Does `work`, which attempts at most once, if the destination may be called now. */
  permitted<T>(call: Call, work: (report: ReportHealth) => Promise<T>): Promise<Permitted<T>>;
  /** Reports how the destination is. Never throws for what the processor does. */
  attempt(call: ProcessorAttempt, report: ReportHealth): Promise<Attempt>;
}

export function processorCaller({ breaker, counters, clock, log }: CallPorts): ProcessorCaller {
  return {
    async permitted({ processor, job, untilMs }, work) {
      const destination = breakerOf(processor);
      if (destination === undefined) return { kind: 'called', value: await work(reportNothing) };
      const callMs = Math.max(0, untilMs - clock.nowMs());
      const permitted = await withPermit(breaker, { destination, callMs }, work);
      if (permitted.kind === 'paused') {
        const { deliveryId, source, conversation } = job;
        const until = new Date(permitted.untilMs).toISOString();
        counters.call(destination, 'deferred');
        log.write('warn', { event: 'deferred', destination, deliveryId, source, conversation, until });
      }
      return permitted;
    },

    async attempt(call, report) {
      const { processor, task, cancelled, untilMs } = call;
      const startedAtMs = clock.nowMs();
      const end = { untilMs, ...(cancelled && { cancelled }) };
      const attempt = await runProcessor(processor, task, clock, end);
      const tookMs = clock.nowMs() - startedAtMs;
      const wasCancelled = cancelled?.aborted === true;
      const failed = attempt.kind === 'retry';
      await report(wasCancelled ? 'unknown' : failed ? 'unhealthy' : 'healthy');
      if (processor.destination !== undefined && !wasCancelled)
        counters.call(processor.destination, failed ? 'failed' : 'answered', tookMs);
      logAttempt(call, wasCancelled ? { kind: 'cancelled' } : attempt, tookMs, log);
      return attempt;
    },
  };
}

/** A processor that calls nobody, or whatever host an event names, is never paused. */
const breakerOf = ({ destination, callsAnyone }: Processor): string | undefined =>
  callsAnyone ? undefined : destination;

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

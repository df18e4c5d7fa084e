// One attempt, as everybody must make it: past the destination's breaker, bounded in time, counted, one wide line in
// the log. Waits and events differ in what they make of it.

import type { Breaker, Permit } from '../core/breaker/breaker.ts';
import type { Job } from '../core/delivery/job.ts';
import type { Counters } from '../core/statistics/counters.ts';
import type { Processor, Task } from '../processors/processor.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { type AttemptFacts, logAttempt } from './log-attempt.ts';
import { type Attempt, type AttemptTime, runProcessor } from './run-processor.ts';

export interface CallPorts {
  readonly breaker: Breaker;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether the processor may be asked now. One that calls nobody, or whoever an event names, is never paused. */
export async function acquirePermit(
  { destination, callsAnyone }: Processor,
  untilMs: number,
  { breaker, counters, clock, log }: CallPorts,
  { deliveryId, source, conversation }: Job,
): Promise<Permit> {
  if (destination === undefined || callsAnyone) return { kind: 'pass', probe: false };
  const permit = await breaker.acquire(destination, Math.max(0, untilMs - clock.nowMs()));
  if (permit.kind === 'paused') {
    counters.call(destination, 'deferred');
    const until = new Date(permit.untilMs).toISOString();
    log.write('warn', { event: 'deferred', destination, deliveryId, source, conversation, until });
  }
  return permit;
}

export async function callProcessor(
  processor: Processor,
  task: Task,
  time: AttemptTime & { readonly permit: Permit },
  facts: Pick<AttemptFacts, 'attempt' | 'cycle'>,
  { breaker, counters, clock, log }: CallPorts,
): Promise<Attempt> {
  const startedAtMs = clock.nowMs();
  const attempt = await runProcessor(processor, task, clock, time);
  const tookMs = clock.nowMs() - startedAtMs;
  const { destination, callsAnyone } = processor;
  if (destination !== undefined) {
    const brokenOff = time.cancelled?.aborted === true;
    const failed = attempt.kind === 'retry';
    if (!brokenOff) counters.call(destination, failed ? 'failed' : 'answered', tookMs);
    const health = brokenOff ? 'unknown' : failed ? 'unwell' : 'well';
    if (!callsAnyone) await breaker.report(destination, health, time.permit);
  }
  logAttempt(task.job, attempt, { ...facts, processor, tookMs }, log);
  return attempt;
}

// One attempt, as everybody must make it: past the destination's breaker, bounded in time, counted, one wide line in
// the log. Waits and events differ in what they make of it.

import type { Breaker, Passage } from '../core/breaker/breaker.ts';
import type { Job } from '../core/delivery/job.ts';
import type { Counters } from '../core/statistics/counters.ts';
import type { Processor, Task } from '../processors/processor.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { type AttemptFacts, logAttempt } from './log-attempt.ts';
import { type Attempt, type AttemptTime, runProcessor } from './run-processor.ts';

export interface AskPorts {
  readonly breaker: Breaker;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether the processor may be asked now. One that calls nobody, or whoever an event names, is never paused. */
export async function passageTo(
  { destination, callsAnyone }: Processor,
  untilMs: number,
  { breaker, counters, clock, log }: AskPorts,
  { deliveryId, source, conversation }: Job,
): Promise<Passage> {
  if (destination === undefined || callsAnyone) return { kind: 'pass', probe: false };
  const passage = await breaker.ask(destination, Math.max(0, untilMs - clock.nowMs()));
  if (passage.kind === 'paused') {
    counters.call(destination, 'deferred');
    const until = new Date(passage.untilMs).toISOString();
    log.write('warn', { event: 'deferred', destination, deliveryId, source, conversation, until });
  }
  return passage;
}

export async function askProcessor(
  processor: Processor,
  task: Task,
  time: AttemptTime & { readonly passage: Passage },
  facts: Pick<AttemptFacts, 'attempt' | 'cycle'>,
  { breaker, counters, clock, log }: AskPorts,
): Promise<Attempt> {
  const startedAtMs = clock.nowMs();
  const attempt = await runProcessor(processor, task, clock, time);
  const tookMs = clock.nowMs() - startedAtMs;
  const { destination, callsAnyone } = processor;
  if (destination !== undefined) {
    const brokenOff = time.pointless?.aborted === true;
    const failed = attempt.kind === 'retry';
    if (!brokenOff) counters.call(destination, failed ? 'failed' : 'answered', tookMs);
    const health = brokenOff ? 'unknown' : failed ? 'unwell' : 'well';
    if (!callsAnyone) await breaker.tell(destination, health, time.passage);
  }
  logAttempt(task.job, attempt, { ...facts, processor, tookMs }, log);
  return attempt;
}

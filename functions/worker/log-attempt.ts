// One wide line per attempt of a processor.
import type { Job } from '../core/delivery/job.ts';
import type { Processor } from '../processors/processor.ts';
import type { Log } from '../runtime/log.ts';
import type { Attempt } from './run-processor.ts';

export interface AttemptFacts {
  readonly processor: Processor;
  /** Counts from 1. */
  readonly attempt: number;
  /** Of a wait. */
  readonly cycle?: number;
  readonly tookMs: number;
}

export function logAttempt(
  { deliveryId, source, conversation, type }: Job,
  result: Attempt,
  { processor, attempt, cycle, tookMs }: AttemptFacts,
  log: Log,
): void {
  log.write(result.kind === 'retry' ? 'warn' : 'info', {
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
    threw: result.threw,
    tookMs,
  });
}

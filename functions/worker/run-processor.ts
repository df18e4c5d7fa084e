// One attempt of a processor, bounded in time. A processor that throws or overruns has failed this attempt; it
// never takes the worker with it.

import type { Processor, ProcessorAnswer, Task } from '../processors/processor.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorName } from '../runtime/log.ts';

/** `threw`: it is the processor's code that is broken, so trying for ever is of no use. */
export type Attempt = ProcessorAnswer & { readonly threw?: string };

export interface AttemptTime {
  /** After this the attempt has failed. */
  readonly untilMs: number;
  /** Fires when the attempt has become cancelled: somebody else has decided. */
  readonly cancelled?: AbortSignal;
}

export async function runProcessor(
  processor: Processor,
  task: Task,
  clock: Clock,
  { untilMs, cancelled }: AttemptTime,
): Promise<Attempt> {
  const timeIsUp = new AbortController();
  const settled = new AbortController();
  const signal = cancelled ? AbortSignal.any([timeIsUp.signal, cancelled]) : timeIsUp.signal;
  const timer = clock.sleep(Math.max(0, untilMs - clock.nowMs()), settled.signal).then((): Attempt => {
    timeIsUp.abort();
    return { kind: 'retry', reason: 'processor_timeout' };
  });
  const attempt = Promise.resolve()
    .then((): Promise<Attempt> => processor.process(task, signal))
    .catch(
      (error: unknown): Attempt => ({
        kind: 'retry',
        reason: 'processor_error',
        threw: errorName(error),
      }),
    );
  try {
    return await Promise.race([attempt, timer, ...(cancelled ? [givenUp(cancelled)] : [])]);
  } finally {
    settled.abort();
  }
}

/** Nobody waits for a result that nobody wants: the conversation's next job stands behind this one. */
function givenUp(cancelled: AbortSignal): Promise<Attempt> {
  return new Promise((resolve) => {
    const end = () => resolve({ kind: 'retry', reason: 'cancelled' });
    if (cancelled.aborted) end();
    else cancelled.addEventListener('abort', end, { once: true });
  });
}

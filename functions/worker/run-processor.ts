// One attempt of a processor, bounded in time. A processor that throws or takes too long has failed this attempt. It never
// ends the worker.
import type { Processor, ProcessorAnswer, Task } from '../processors/processor.ts';
import { type Clock, wake } from '../runtime/clock.ts';
import { errorName } from '../runtime/log.ts';

/** `threw`: the processor's code is broken, so endless retries are of no use. */
export type Attempt = ProcessorAnswer & { readonly threw?: string };

export interface AttemptEnd {
  /** After this the attempt has failed. */
  readonly untilMs: number;
  /** Fires when nobody needs the result any more. */
  readonly cancelled?: AbortSignal;
}

export async function runProcessor(
  processor: Processor,
  task: Task,
  clock: Clock,
  { untilMs, cancelled }: AttemptEnd,
): Promise<Attempt> {
  const timeIsUp = new AbortController();
  const settled = new AbortController();
  const signal = cancelled ? AbortSignal.any([timeIsUp.signal, cancelled]) : timeIsUp.signal;
  const timer = clock.sleep(Math.max(0, untilMs - clock.nowMs()), settled.signal).then(() => {
    if (!settled.signal.aborted) timeIsUp.abort();
    return OUT_OF_TIME;
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
    return await Promise.race([attempt, timer, ...(cancelled ? [whenCancelled(cancelled)] : [])]);
  } finally {
    wake(settled);
  }
}

const OUT_OF_TIME: Attempt = { kind: 'retry', reason: 'processor_timeout' };

/** The result is not awaited: the conversation's next job waits behind this one. */
function whenCancelled(cancelled: AbortSignal): Promise<Attempt> {
  return new Promise((resolve) => {
    const end = () => resolve(OUT_OF_TIME);
    if (cancelled.aborted) end();
    else cancelled.addEventListener('abort', end, { once: true });
  });
}

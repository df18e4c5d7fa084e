// One attempt of a processor, bounded in time. A processor that throws or overruns has failed this attempt; it
// never takes the worker with it.
import { errorName } from '../shared/log.ts';
import type { BodyStore, Clock, Processor, ProcessorAnswer, Task } from '../shared/ports.ts';
import { bodyOf } from './body-of.ts';

/** `threw`: it is the processor's code that is broken, so trying for ever is of no use. */
export type Attempt = ProcessorAnswer & { readonly threw?: string };

export interface AttemptTime {
  /** After this the attempt has failed. */
  readonly untilMs: number;
  /** Fires when the attempt has become pointless: somebody else has decided. */
  readonly pointless?: AbortSignal;
}

export interface AttemptPorts {
  readonly clock: Clock;
  readonly bodies: BodyStore;
}

export async function runProcessor(
  processor: Processor,
  task: Omit<Task, 'body'>,
  { clock, bodies }: AttemptPorts,
  { untilMs, pointless }: AttemptTime,
): Promise<Attempt> {
  const timeIsUp = new AbortController();
  const settled = new AbortController();
  const signal = pointless ? AbortSignal.any([timeIsUp.signal, pointless]) : timeIsUp.signal;
  const timer = clock.sleep(Math.max(0, untilMs - clock.nowMs()), settled.signal).then((): Attempt => {
    timeIsUp.abort();
    return { kind: 'retry', reason: 'processor_timeout' };
  });
  const attempt = Promise.resolve()
    .then(() => bodyOf(task.job, bodies))
    .then((body): Promise<Attempt> => processor.process({ ...task, body }, signal))
    .catch(
      (error: unknown): Attempt => ({
        kind: 'retry',
        reason: 'processor_error',
        threw: errorName(error),
      }),
    );
  try {
    return await Promise.race([attempt, timer]);
  } finally {
    settled.abort();
  }
}

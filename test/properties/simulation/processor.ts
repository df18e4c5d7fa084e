// The simulated processor: quick, slow, broken, unavailable, hanging, calling back later (also before its 202), or
// crashing the function. Each answer has other variables, so two answers for one cycle are always different.
import type { QueueName } from '../../../functions/core/delivery/job-queue.ts';
import type { Processor, ProcessorAnswer, Task } from '../../../functions/processors/processor.ts';
import type { ProcessorAttempt } from './history.ts';
import type { Invocation } from './invocation.ts';
import type { Conditions } from './scenario.ts';
import type { SimulatedWorld } from './world.ts';

export type CallBack = (task: Task, keys: ProcessorAnswer & { kind: 'done' }, afterMs: number) => void;

interface Surroundings {
  readonly source: string;
  /** Of the worker. */
  readonly queue: QueueName;
  readonly callBack: CallBack;
}

export function simulatedProcessor(
  invocation: Invocation,
  world: SimulatedWorld,
  { source, queue, callBack }: Surroundings,
): Processor {
  const { chance, clock, history, scenario } = world;
  const destination = scenario.sharedProcessor ? 'simulated' : `simulated:${source}`;

  function mode(): Conditions['processor'] {
    if (world.isDown('processor')) return 'unavailable';
    const { processor, sick } = world.conditions();
    return sick === 'all' || sick === source ? processor : 'healthy';
  }

  const result = () => ({
    kind: 'done' as const,
    keys: [{ key: 'result', value: `${invocation.owner} ${clock.nowMs()} ${chance.between(0, 1e9)}` }],
  });

  const attemptsOf = (id: string) =>
    [...history.attempts, ...history.eventAttempts].filter(({ deliveryId }) => deliveryId === id).length;

  /** Nobody waits for an event, so its task has no URL. */
  function callBackLater(task: Task, afterMs: number): void {
    if (task.resumeUrl !== undefined) callBack(task, result(), afterMs);
  }

  async function answer(task: Task): Promise<ProcessorAnswer> {
    const processor = mode();
    if (processor === 'flaky' && attemptsOf(task.job.deliveryId) === 1)
      return { kind: 'retry', reason: 'processor_error' };
    if (processor === 'unavailable') return { kind: 'retry', reason: 'processor_unreachable' };
    if (processor === 'fails_often' && chance.happens(0.3))
      return { kind: 'retry', reason: 'processor_error' };
    if (processor === 'delegates') {
      callBackLater(task, chance.between(1, 200_000));
      return { kind: 'accepted' };
    }
    if (processor !== 'unreliable') return result();
    switch (chance.between(0, 7)) {
      case 0:
        return { kind: 'retry', reason: 'processor_error' };
      case 1:
        return { kind: 'failed', reason: 'processor_rejected' };
      case 2:
        throw new Error('The processor is broken.');
      case 3:
      case 4:
        for (let calls = chance.between(0, 2); calls > 0; calls -= 1) {
          callBackLater(task, chance.pick(10, 2_000, 100_000, 500_000));
        }
        return { kind: 'accepted' };
      default:
        return result();
    }
  }

  function time(processor: Conditions['processor']): number {
    if (processor === 'unreliable') return chance.pick(0, 50, 3_000, 25_000, 70_000, 1e9);
    if (processor === 'hangs') return 1e9;
    return processor === 'slow' ? chance.between(30_000, 90_000) : chance.between(1, scenario.answerMs);
  }

  return {
    name: 'simulated',
    destination,
    async process(task, signal) {
      const { deliveryId } = task.job;
      const attempt: ProcessorAttempt = {
        atMs: clock.nowMs(),
        owner: invocation.owner,
        deliveryId,
        writes: history.writes.length,
        destination,
        queue,
      };
      const end = () => {
        attempt.endedAtMs ??= clock.nowMs();
      };
      signal.addEventListener('abort', end);
      void invocation.stopped.then(end);
      (task.job.wait ? history.attempts : history.eventAttempts).push(attempt);
      const processor = mode();
      const first = attemptsOf(deliveryId) === 1;
      if (processor === 'crashes' || (processor === 'crashes_once' && first)) invocation.kill();
      const tookMs = time(processor);
      const obeysSignal = chance.happens(0.5);
      await invocation.clock.sleep(tookMs, obeysSignal ? signal : undefined);
      if (obeysSignal) signal.throwIfAborted();
      const answered = await answer(task).finally(end);
      attempt.answer = answered.kind;
      return answered;
    },
  };
}

// The schedule: invokes the function at the start and then once in each period, with the event of its target. As on AWS, a
// run that takes longer than its period delays no other one.
import type { SchedulePlan } from '../template/plan.ts';
import type { InvocationResult } from './lambda/environment.ts';

export interface ScheduleOptions {
  invoke(event: object): Promise<InvocationResult>;
  log(line: string): void;
}

/** Returns the function that stops the schedule. A running invocation ends with its function. */
export function startSchedule(
  { event, everyMs, logicalId }: SchedulePlan,
  { invoke, log }: ScheduleOptions,
): () => void {
  const run = async () => {
    const result = await invoke(event);
    if (!result.ok) log(`${logicalId}: a scheduled run failed: ${result.error.errorType}`);
  };
  const timer = setInterval(run, everyMs);
  void run();
  return () => clearInterval(timer);
}

// The schedule: invokes the function at the start and then once in each period. While a run takes longer than its
// period, no other one starts.
import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../template/identities.ts';
import type { SchedulePlan } from '../template/plan.ts';
import type { InvocationResult } from './lambda/environment.ts';

export interface ScheduleOptions {
  invoke(event: object): Promise<InvocationResult>;
  log(line: string): void;
}

/** Returns the function that stops the schedule. A running invocation ends with its function. */
export function startSchedule(plan: SchedulePlan, { invoke, log }: ScheduleOptions): () => void {
  let running = false;
  const run = async () => {
    if (running) return;
    running = true;
    const result = await invoke(scheduledEvent(plan.arn, new Date()));
    running = false;
    if (!result.ok) log(`${plan.logicalId}: a scheduled run failed: ${result.error.errorType}`);
  };
  const timer = setInterval(run, plan.everyMs);
  void run();
  return () => clearInterval(timer);
}

function scheduledEvent(ruleArn: string, now: Date): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [ruleArn],
    detail: {},
  };
}

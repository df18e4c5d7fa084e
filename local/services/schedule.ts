// Plays the schedule: the first run right after the start, then one each period. A run that takes longer than
// its period is not joined by another: the next period comes soon enough.
import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../template/identities.ts';
import type { SchedulePlan } from '../template/plan.ts';
import type { InvocationResult } from './lambda/environment.ts';

export interface ScheduleOptions {
  invoke(event: object): Promise<InvocationResult>;
  log(line: string): void;
}

/** Returns what ends it; a run under way ends with its function. */
export function startSchedule(plan: SchedulePlan, { invoke, log }: ScheduleOptions): () => void {
  let running = false;
  const run = async () => {
    if (running) return;
    running = true;
    const result = await invoke(scheduledEvent(plan.arn, new Date()));
    running = false;
    if (!result.ok) log(`${plan.logicalId}: a run failed: ${result.error.errorType}`);
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

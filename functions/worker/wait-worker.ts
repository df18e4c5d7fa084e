// A wait's job: claim the cycle, work on it, or end the delivery. What is left undone stands in the table, where the sweeper
// finds it. The job itself comes back only while nobody has decided.
import { park, parkedMessage } from '../core/error-log/park.ts';
import { WORK } from '../core/policy.ts';
import type { Claim } from '../core/wait/claim.ts';
import { failedDecision, timeoutDecision } from '../core/wait/decision.ts';
import type { SendPorts } from '../core/wait/decision-sender.ts';
import { registerWait } from '../core/wait/register-wait.ts';
import { type Claimed, claimWait } from './claim-wait.ts';
import { type CycleSettings, cycleWorker, FINISHED, type JobEnd, type WaitTask } from './cycle-worker.ts';
import { countEndedWaits, logEndedWait, recordDeliveryEnd } from './delivery-ends.ts';
import { noticeTimeoutOfWait } from './platform-timeout.ts';

export interface WaitSettings extends CycleSettings {
  readonly deadlineMs: number;
}

export type WaitWorker = (task: WaitTask) => Promise<JobEnd>;

export function waitWorker(ports: SendPorts, settings: WaitSettings): WaitWorker {
  const cycles = cycleWorker(ports, settings);
  const { deadlineMs, fallbackKeys } = settings;

  async function close(task: WaitTask): Promise<JobEnd> {
    const { job } = task;
    const { outcome, stored } = await registerWait({ ...task, deadlineMs }, ports.sessions);
    if (outcome.kind === 'closed' && outcome.ended) logEndedWait(outcome.ended, job, 'closed', ports);
    recordDeliveryEnd(job, outcome.kind === 'outdated' ? 'superseded' : 'opt_out', ports);
    await countEndedWaits(job, stored, ports);
    return FINISHED;
  }

  async function workClaim(
    claim: Claim,
    { stored }: Pick<Claimed, 'stored'>,
    task: WaitTask,
  ): Promise<JobEnd> {
    switch (claim.kind) {
      case 'claimed':
        return cycles.work({ cycle: claim.cycle, stored }, task);
      case 'decided':
        return cycles.send({ cycle: claim.cycle, stored }, task);
      case 'leased':
        return { kind: 'retry', afterMs: claim.untilMs - ports.clock.nowMs() + WORK.afterLeaseMs };
      case 'exhausted':
        await parkCrashed(task, claim.cycle.attempts);
        return cycles.conclude(
          { cycle: claim.cycle, stored },
          failedDecision(task.owner, 'processor_crashed'),
          task,
        );
      case 'overdue':
        return cycles.conclude(
          { cycle: claim.cycle, stored },
          timeoutDecision(task.owner, fallbackKeys),
          task,
        );
      // It is over, or another worker has it, which records its end.
      case 'delegated':
      case 'ended':
      case 'superseded':
      case 'unregistered':
        return FINISHED;
    }
  }

  const parkCrashed = ({ job, encoded }: WaitTask, attempts: number): Promise<void> =>
    park(
      parkedMessage({ id: job.deliveryId, body: encoded }, { reason: 'processor_crashed', attempts }),
      { ends: 'wait' },
      ports,
    );

  return async (task) => {
    const { job } = task;
    if (job.wait.effect === 'closes') return close(task);
    const claimed = await claimWait(task, ports, deadlineMs);
    if (claimed.superseded) logEndedWait(claimed.superseded, job, 'superseded', ports);
    if (claimed.outcome.kind === 'ignored') {
      recordDeliveryEnd(job, claimed.outcome.outcome, ports);
      return FINISHED;
    }
    if (task.isFirst) noticeTimeoutOfWait(job, claimed.stored.session, ports);
    const end = await workClaim(claimed.outcome, claimed, task);
    await countEndedWaits(job, claimed.stored, ports);
    return end;
  };
}

// One run of the sweeper, as its handler does it, without the metrics.
import { emptyDeadLetterQueues } from '../functions/sweeper/empty-dead-letters.ts';
import {
  type SweepPorts,
  type SweepRun,
  type SweepSettings,
  startSweep,
} from '../functions/sweeper/sweep.ts';
import { memoryQueueDepth } from './contracts/job-queue.fake.ts';
import type { Queues } from './contracts/queues.fake.ts';

type Ports = Omit<SweepPorts, 'depth'> & { readonly depth?: SweepPorts['depth']; readonly queues: Queues };

export async function runSweeper(run: SweepRun, ports: Ports, settings: SweepSettings): Promise<void> {
  const withDepth = { depth: memoryQueueDepth(ports.queues), ...ports };
  const sweep = startSweep(run, withDepth, settings);
  await sweep.lookAtDue();
  const emptied = emptyDeadLetterQueues(withDepth, { ...run, deadlineMs: settings.deadlineMs });
  await sweep.stay();
  await emptied;
  await sweep.end();
}

// Empties the dead-letter queues into the error log: wait and entry first, then the message is deleted.
import { describeJob, isWaitJob, type Job, readJob, type WaitJob } from '../core/delivery/job.ts';
import type { DeadLetter, DeadLetters, QueueName } from '../core/delivery/job-queue.ts';
import { type ParkPorts, park, parkedMessage } from '../core/error-log/park.ts';
import { SWEEP } from '../core/policy.ts';
import { registerWait } from '../core/wait/register-wait.ts';
import type { Session } from '../core/wait/session.ts';
import type { SessionStore } from '../core/wait/session-store.ts';
import { errorName } from '../runtime/log.ts';

export interface DeadLetterPorts extends ParkPorts {
  readonly sessions: SessionStore;
  readonly deadLetters: DeadLetters;
}

export interface DeadLetterLimits {
  /** When the function ends. What is not done in time is left to the next run. */
  readonly endsAtMs: number;
  /** The deadline of sources that have none of their own. */
  readonly deadlineMs: number;
}

/** Both queues. A letter that cannot be parked comes back later and stops no other. Never throws. */
export async function emptyDeadLetterQueues(ports: DeadLetterPorts, limits: DeadLetterLimits): Promise<void> {
  const { clock, log } = ports;
  const untilMs = Math.min(limits.endsAtMs - SWEEP.metricsMs, clock.nowMs() + SWEEP.deadLettersMs);
  const counts = { parked: 0, errors: 0 };
  await Promise.all(
    (['waits', 'events'] as const).map((queue) => emptyQueue(queue, counts, ports, { ...limits, untilMs })),
  );
  if (counts.parked + counts.errors > 0)
    log.write(counts.errors > 0 ? 'warn' : 'info', { event: 'dead_letters', ...counts });
}

async function emptyQueue(
  queue: QueueName,
  counts: { parked: number; errors: number },
  ports: DeadLetterPorts,
  { untilMs, deadlineMs }: DeadLetterLimits & { readonly untilMs: number },
): Promise<void> {
  const countError = (error: unknown, job?: Job) => {
    counts.errors += 1;
    ports.log.write('error', { event: 'sweep_error', ...describeJob(job), queue, error: errorName(error) });
  };

  async function parkLetter(letter: DeadLetter): Promise<void> {
    const job = readJob(letter.body);
    try {
      const hasWait = job && isWaitJob(job) && (await findWait(job, letter, ports, deadlineMs));
      const why = { reason: 'worker_crashed', attempts: 0 } as const;
      await park(parkedMessage(letter, why), { ends: hasWait ? 'wait' : 'delivery', line: { queue } }, ports);
      await ports.deadLetters.remove(queue, letter.receiptHandle);
      counts.parked += 1;
    } catch (error) {
      countError(error, job);
    }
  }

  try {
    while (ports.clock.nowMs() < untilMs) {
      const letters = await ports.deadLetters.receive(queue);
      if (letters.length === 0) break;
      await Promise.all(letters.map(parkLetter));
    }
  } catch (error) {
    countError(error);
  }
}

/**
 * Whether the job has a wait, open or ended: a wait has its own outcome. A wait that was acknowledged from the queue alone,
 * and that no worker could register, is registered here, so that it has a deadline like any other. What was never verified
 * might be forged and opens none.
 */
async function findWait(
  job: WaitJob,
  { body }: DeadLetter,
  { sessions }: DeadLetterPorts,
  deadlineMs: number,
): Promise<boolean> {
  if (job.unverified) return false;
  const { stored } = await registerWait({ job, encoded: body, deadlineMs }, sessions);
  return hasCycle(stored.session, job.deliveryId);
}

function hasCycle(session: Session | undefined, deliveryId: string): boolean {
  const cycles = session ? [session.cycle, ...session.past] : [];
  return cycles.some((cycle) => cycle?.deliveryId === deliveryId);
}

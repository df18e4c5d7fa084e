// The sweeper's next action for a session. It guarantees that nobody waits for ever.
import { WAIT } from '../policy.ts';
import { type Cycle, hasEnded, requeueAtMs, type Session, type Step } from './session.ts';

/** The next action, if any. */
export type NextAction = 'none' | 'decide_timeout' | 'decide_crashed' | 'requeue' | 'send';

export function nextAction(session: Session | undefined, nowMs: number): NextAction {
  const cycle = session?.cycle;
  if (!cycle || hasEnded(cycle)) return 'none';
  const { progress } = cycle;
  if (progress.state === 'decided') return progress.update.dueAtMs <= nowMs ? 'send' : 'none';
  if (progress.state === 'sending') return progress.lease.untilMs <= nowMs ? 'send' : 'none';
  if (nowMs >= cycle.deadlineAtMs) return 'decide_timeout';
  if (progress.state === 'waiting') {
    return nowMs >= (requeueAtMs(cycle) ?? Number.POSITIVE_INFINITY) ? 'requeue' : 'none';
  }
  if (progress.state === 'processing' && progress.lease.untilMs <= nowMs) {
    return cycle.crashes + 1 >= WAIT.maxCrashes ? 'decide_crashed' : 'requeue';
  }
  return 'none';
}

/** The sweeper has requeued the job. */
export function recordRequeue(
  session: Session | undefined,
  { cycle: number, nowMs }: { readonly cycle: number; readonly nowMs: number },
): Step<'recorded' | 'gone'> {
  const cycle = session?.cycle;
  if (!session || cycle?.number !== number) return { outcome: 'gone' };
  if (nextAction(session, nowMs) !== 'requeue') return { outcome: 'gone' };
  const crashes = cycle.crashes + (cycle.progress.state === 'processing' ? 1 : 0);
  const waiting: Cycle = { ...cycle, crashes, requeues: cycle.requeues + 1, progress: { state: 'waiting' } };
  return { outcome: 'recorded', next: { ...session, cycle: waiting } };
}

// One run of the sweeper works through everything that is due, oldest first, and then through what becomes due while it runs.
// It guarantees that nobody waits for ever, so one unreadable record, or one store that is away, stops nothing else.
//
//   due list ─▶ look ─┬─ decides waits whose deadline has passed ─────────────┐
//                     ├─ requeues jobs that never reached the queue, or whose │
//                     │  worker died                                          ▼
//                     ├─ decisions that are due ─────────────────────────▶ send lane ─▶ platform
//                     └─ jobs whose next attempt is due ─────────────────▶ put-off lane ─▶ queue
//
// Looking calls nobody, so it is never behind what does. The lanes wait for paused destinations and let sources take turns.
import type { QueueDepth } from '../core/delivery/job-queue.ts';
import type { DueEntry, DueList, DueQuery } from '../core/due/due-list.ts';
import { park, parkedMessage } from '../core/error-log/park.ts';
import { SWEEP } from '../core/policy.ts';
import { decide, failedDecision, timeoutDecision } from '../core/wait/decision.ts';
import { decisionSender, type SendPorts, type SendSettings } from '../core/wait/decision-sender.ts';
import { nextAction } from '../core/wait/next-action.ts';
import type { Cycle, Decision } from '../core/wait/session.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { SessionKey } from '../core/wait/variables.ts';
import { errorName } from '../runtime/log.ts';
import type { DeadLetterPorts } from './empty-dead-letters.ts';
import { pace } from './pace.ts';
import { putOffLane } from './put-off-lane.ts';
import { type RequeuePorts, requeuer } from './requeue.ts';
import { sendLane } from './send-lane.ts';

export interface SweepPorts extends SendPorts, DeadLetterPorts, RequeuePorts {
  readonly counters: SendPorts['counters'];
  readonly clock: SendPorts['clock'];
  readonly due: DueList;
  readonly depth: QueueDepth;
}

export interface SweepSettings extends SendSettings {
  readonly fallbackKeys: readonly SessionKey[];
  readonly updatesPerSecond: number;
  readonly deadlineMs: number;
}

export interface SweepRun {
  /** Unique to this run. */
  readonly owner: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

export interface Sweep {
  /** Looks at everything that was due when the run started. The lanes go on. */
  lookAtDue(): Promise<void>;
  /**
   * Stays while something is left for the lanes, or becomes due, so that a customer does not wait for the next run. Ends the
   * lanes and logs the run.
   */
  stay(): Promise<void>;
}

export function startSweep(run: SweepRun, ports: SweepPorts, settings: SweepSettings): Sweep {
  const { owner, startsAtMs, endsAtMs } = run;
  const { clock, log, sessions, due, breaker, outbound } = ports;
  const untilMs = endsAtMs - SWEEP.reserveMs;
  const counts = { looked: 0, decided: 0, sent: 0, requeued: 0, errors: 0 };
  const turns = pace(settings.updatesPerSecond, clock);
  const sender = decisionSender({ ...ports, pace: turns }, settings);
  const sends = sendLane({ destination: outbound.destination, breaker, clock, pace: turns });
  const putOffs = putOffLane(ports);
  const requeue = requeuer(ports, () => {
    counts.errors += 1;
  });
  const lanes = Promise.all([sends.run(untilMs), putOffs.run(untilMs)]);
  /** When each entry was done with; infinite while it is in hand. The index may list one twice. */
  const handled = new Map<string, number>();

  /** Several entries side by side. */
  async function look(entries: AsyncIterable<DueEntry>): Promise<void> {
    const all = entries[Symbol.asyncIterator]();
    const oneByOne = async (): Promise<void> => {
      while (clock.nowMs() < untilMs) {
        const { done, value } = await all.next();
        if (done) return;
        await lookAt(value);
      }
    };
    // Each is finished, also when the list fails: Lambda would freeze a half-done entry, and it would be done again.
    const ends = await Promise.allSettled(Array.from({ length: SWEEP.concurrency }, oneByOne));
    for (const end of ends) if (end.status === 'rejected') countError(end.reason);
  }

  async function lookAt(entry: DueEntry): Promise<void> {
    const { kind, key, dueAtMs } = entry;
    const name = `${kind} ${key}`;
    if (dueAtMs <= (handled.get(name) ?? Number.NEGATIVE_INFINITY)) return;
    handled.set(name, Number.POSITIVE_INFINITY);
    counts.looked += 1;
    const done = () => void handled.set(name, clock.nowMs());
    await safely(kind === 'copy' ? { copy: key } : { conversation: key }, async () => {
      if (!(await LOOK[kind](key, done))) done();
    });
  }

  async function safely(about: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      countError(error, about);
    }
  }

  function countError(error: unknown, about: Readonly<Record<string, string>> = {}): void {
    counts.errors += 1;
    log.write('error', { event: 'sweep_error', ...about, error: errorName(error) });
  }

  /** Each returns whether a lane has it now; then `done` is called when the lane is done with it. */
  const LOOK = { copy: requeueCopy, backlog: lookAtBacklog, session: lookAtSession };

  async function requeueCopy(key: string): Promise<boolean> {
    counts.requeued += (await requeue.copy(key)) ? 1 : 0;
    return false;
  }

  async function lookAtBacklog(conversation: string, done: () => void): Promise<boolean> {
    const backlog = await ports.backlogs.load(conversation);
    if (!backlog) return false;
    const { source, destination } = backlog;
    putOffs.add({
      source,
      queue: 'events',
      destination,
      history: 'put_off',
      requeue: () =>
        safely({ conversation }, async () => {
          counts.requeued += (await requeue.backlog(conversation)) ? 1 : 0;
          done();
        }),
    });
    return true;
  }

  async function lookAtSession(ref: string, done: () => void): Promise<boolean> {
    const stored = await sessions.load(ref);
    const cycle = stored.session?.cycle;
    if (!cycle) return false;
    const known = { ref, cycle, stored };
    const action = nextAction(stored.session, clock.nowMs());
    switch (action) {
      case 'none':
        return false;
      case 'requeue':
        return requeueWait(known, done);
      case 'decide_timeout':
        return decideAndSend(known, timeoutDecision(owner, settings.fallbackKeys), done);
      case 'decide_crashed':
        await parkCrashed(known);
        return decideAndSend(known, failedDecision(owner, 'processor_crashed'), done);
      case 'send':
        return sendLater(known, done);
    }
  }

  async function requeueWait(known: KnownCycle, done: () => void): Promise<boolean> {
    const { ref, cycle } = known;
    const { progress, source, deadlineAtMs, attempts } = cycle;
    const requeueNow = async () => {
      counts.requeued += (await requeue.wait(ref, cycle)) ? 1 : 0;
      done();
    };
    const wasPutOff = progress.state === 'waiting' && progress.dueAtMs !== undefined;
    if (!wasPutOff) {
      await requeueNow();
      return false;
    }
    const about = { conversation: ref };
    putOffs.add({
      source,
      queue: 'waits',
      destination: progress.destination,
      history: attempts === 0 ? 'put_off' : 'failed',
      deadlineAtMs,
      requeue: () => safely(about, requeueNow),
      decide: () =>
        safely(about, async () => {
          if (!(await lookAtSession(ref, done))) done();
        }),
    });
    return true;
  }

  async function decideAndSend(
    { ref, cycle, stored }: KnownCycle,
    made: Decision,
    done: () => void,
  ): Promise<boolean> {
    const nowMs = clock.nowMs();
    // Due since its deadline, so that a decision that this run cannot send any more stays before newer ones.
    const dueAtMs = Math.min(nowMs, cycle.deadlineAtMs);
    const request = { cycle: cycle.number, decision: made, nowMs, dueAtMs };
    const decided = await transition(sessions, ref, (session) => decide(session, request), { known: stored });
    if (decided.outcome !== 'decided') return false;
    counts.decided += 1;
    return sendLater({ ref, cycle, stored: decided.stored }, done);
  }

  function sendLater({ ref, cycle, stored }: KnownCycle, done: () => void): boolean {
    const progress = stored.session?.cycle?.progress;
    const isFirst = progress?.state === 'decided' && progress.update.attempts === 0;
    sends.add({
      source: cycle.source,
      history: isFirst ? 'put_off' : 'failed',
      send: () =>
        safely({ conversation: ref }, async () => {
          // One call in a run: the time until the next one is the pause between two calls.
          const request = { ref, cycle: cycle.number, owner, tries: 1, untilMs, known: stored, putOff: true };
          if ((await sender.send(request)) === 'continued') counts.sent += 1;
          done();
        }),
    });
    return true;
  }

  async function parkCrashed({ ref, cycle: { deliveryId, attempts } }: KnownCycle): Promise<void> {
    const body = await sessions.loadJob(ref);
    if (body === undefined) return;
    const why = { reason: 'processor_crashed', attempts } as const;
    await park(parkedMessage({ id: deliveryId, body }, why), { ends: 'wait' }, ports);
  }

  /** Entries at their time. What is listed may be due a little later. */
  async function* eachAtItsTime(query: DueQuery): AsyncGenerator<DueEntry> {
    for await (const entry of due.due(query)) {
      await clock.sleep(Math.max(0, entry.dueAtMs - clock.nowMs()));
      yield entry;
    }
  }

  async function isSomethingLeft(): Promise<boolean> {
    if (sends.size() + putOffs.size() + counts.sent + counts.requeued > 0) return true;
    const coming = { afterMs: startsAtMs, beforeMs: untilMs, limit: SWEEP.concurrency };
    for await (const { isLease } of due.due(coming)) if (!isLease) return true;
    return false;
  }

  return {
    lookAtDue: () => look(due.due({ beforeMs: startsAtMs, limit: SWEEP.maxEntries })),

    async stay() {
      if (await isSomethingLeft().catch(() => true)) {
        let lookedUntilMs = startsAtMs;
        while (clock.nowMs() < untilMs) {
          const beforeMs = Math.min(untilMs, clock.nowMs() + SWEEP.lookEveryMs);
          const afterMs = lookedUntilMs - SWEEP.lookBackMs;
          await look(eachAtItsTime({ afterMs, beforeMs, limit: SWEEP.maxEntries }));
          lookedUntilMs = beforeMs;
          await clock.sleep(Math.max(0, beforeMs - clock.nowMs()));
        }
      }
      sends.close();
      putOffs.close();
      await lanes;
      const tookMs = clock.nowMs() - startsAtMs;
      log.write(counts.errors > 0 ? 'warn' : 'info', { event: 'sweep', ...counts, tookMs });
    },
  };
}

interface KnownCycle {
  readonly ref: string;
  readonly cycle: Cycle;
  readonly stored: StoredSession;
}

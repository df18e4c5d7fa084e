// One run of the sweeper works through everything that is due, oldest first, and then through what becomes due while it runs.
// It guarantees that nobody waits for ever, so one unreadable record, or one store that is away, stops nothing else.
//
//   due list ─▶ look ─┬─ decides waits whose deadline has passed ─────────────┐
//                     ├─ requeues jobs that never reached the queue, or whose │
//                     │  worker died                                          ▼
//                     ├─ decisions that are due ─────────────────────────▶ send lanes ─▶ platform
//                     └─ jobs whose next attempt is due ─────────────────▶ put-off lane ─▶ queue
//
// Looking calls nobody, so it is never behind what does. The lanes wait for paused destinations and let sources take turns.
import type { QueueDepth } from '../core/delivery/job-queue.ts';
import type { DueEntry, DueList, DueQuery } from '../core/due/due-list.ts';
import { SWEEP } from '../core/policy.ts';
import type { DeadLetterPorts } from './empty-dead-letters.ts';
import { type EntryPorts, type EntrySettings, entryWork } from './entry-work.ts';
import { putOffLane } from './put-off-lane.ts';
import { sendLanes } from './send-lanes.ts';
import { sweepTally } from './tally.ts';

export interface SweepPorts extends EntryPorts, DeadLetterPorts {
  readonly counters: EntryPorts['counters'];
  readonly clock: EntryPorts['clock'];
  readonly sessions: EntryPorts['sessions'];
  readonly due: DueList;
  readonly depth: QueueDepth;
}

export interface SweepSettings extends EntrySettings {
  /** Of this sweeper. */
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
   * Stays while something is left for the lanes, or becomes due, so that a customer does not wait for the next run. Then no
   * call begins any more: the next run may begin.
   */
  stay(): Promise<void>;
  /** Waits for the calls that are under way, and logs the run. */
  end(): Promise<void>;
}

export function startSweep(run: SweepRun, ports: SweepPorts, settings: SweepSettings): Sweep {
  const { owner, startsAtMs, endsAtMs } = run;
  const { clock, log, due, breaker } = ports;
  const untilMs = Math.min(startsAtMs + SWEEP.everyMs - SWEEP.handOverMs, endsAtMs - SWEEP.reserveMs);
  const tally = sweepTally(log);
  const { counts } = tally;
  const sends = sendLanes({ breaker, clock, updatesPerSecond: settings.updatesPerSecond });
  const putOffs = putOffLane(ports);
  const work = entryWork({ owner, untilMs, sends, putOffs, tally }, { ...ports, pace: sends }, settings);
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
    for (const end of ends) if (end.status === 'rejected') tally.failed(end.reason);
  }

  async function lookAt(entry: DueEntry): Promise<void> {
    const { kind, key, dueAtMs } = entry;
    const name = `${kind} ${key}`;
    if (dueAtMs <= (handled.get(name) ?? Number.NEGATIVE_INFINITY)) return;
    handled.set(name, Number.POSITIVE_INFINITY);
    counts.looked += 1;
    await work(entry, () => void handled.set(name, clock.nowMs()));
  }

  /** Entries at their time. What is listed may be due a little later. */
  async function* eachAtItsTime(query: DueQuery): AsyncGenerator<DueEntry> {
    for await (const entry of due.due(query)) {
      // A sleep of no time takes a millisecond, and thousands may be due already.
      const earlyMs = entry.dueAtMs - clock.nowMs();
      if (earlyMs > 0) await clock.sleep(earlyMs);
      yield entry;
    }
  }

  async function isSomethingLeft(): Promise<boolean> {
    if (sends.size() + putOffs.size() + counts.sent + counts.requeued > 0) return true;
    const coming = { afterMs: startsAtMs, beforeMs: untilMs, limit: SWEEP.maxEntries };
    for await (const { canWait } of due.due(coming)) if (!canWait) return true;
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
    },

    async end() {
      await lanes;
      const tookMs = clock.nowMs() - startsAtMs;
      log.write(counts.errors > 0 ? 'warn' : 'info', { event: 'sweep', ...counts, tookMs });
    },
  };
}

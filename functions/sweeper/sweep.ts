// One run of the sweeper works through everything that is due, oldest first, while there is time. It decides waits whose
// deadline has passed, sends decisions that are due, and requeues jobs that were never claimed, whose worker died, or whose
// next attempt is due. Then it keeps the deadlines that come before the next run, each at its time.
// It guarantees that nobody waits for ever, so one unreadable record, or one store that is away, stops nothing else.
import type { DueEntry, DueList } from '../core/due/due-list.ts';
import { park, parkedMessage } from '../core/error-log/park.ts';
import { SWEEP } from '../core/policy.ts';
import { decide, failedDecision, timeoutDecision } from '../core/wait/decision.ts';
import { decisionSender, type SendPorts, type SendSettings } from '../core/wait/decision-sender.ts';
import { nextAction } from '../core/wait/next-action.ts';
import type { Cycle, Decision } from '../core/wait/session.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import type { SessionKey } from '../core/wait/variables.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorName } from '../runtime/log.ts';
import { type DeadLetterPorts, emptyDeadLetters } from './empty-dead-letters.ts';
import { pace } from './pace.ts';
import { type RequeuePorts, requeuer } from './requeue.ts';

export interface SweepPorts extends SendPorts, DeadLetterPorts, RequeuePorts {
  readonly counters: SendPorts['counters'];
  readonly clock: SendPorts['clock'];
  readonly due: DueList;
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

/** Everything that was due when the run started, and the dead-letter queues. */
export async function sweep(run: SweepRun, ports: SweepPorts, settings: SweepSettings): Promise<void> {
  const { due, clock } = ports;
  const entries = entrySweeper(run, ports, settings);
  await entries.workThrough(due.due({ beforeMs: run.startsAtMs, limit: SWEEP.maxEntries }));
  const untilMs = Math.min(run.endsAtMs - SWEEP.metricsMs, clock.nowMs() + SWEEP.deadLettersMs);
  const { parked, errors } = await sweepDeadLetters(ports, { untilMs, deadlineMs: settings.deadlineMs });
  entries.counts.errors += errors;
  logRun('sweep', run, { ...entries.counts, deadLetters: parked }, ports);
}

/**
 * Keeps deadlines that come before this invocation ends, to the second. Without it, a customer whose processor never calls
 * back waits until the next run. Returns at once when there are none.
 */
export async function keepDeadlines(
  run: SweepRun,
  ports: SweepPorts,
  settings: SweepSettings,
): Promise<void> {
  const entries = entrySweeper(run, ports, settings);
  // What was due when the invocation started is done already.
  const coming = { afterMs: run.startsAtMs, beforeMs: entries.untilMs, limit: SWEEP.maxEntries };
  await entries.workThrough(eachAtItsTime(ports.due.due(coming), ports.clock));
  if (entries.counts.looked > 0) logRun('deadlines', run, entries.counts, ports);
}

async function* eachAtItsTime(entries: AsyncIterable<DueEntry>, clock: Clock): AsyncGenerator<DueEntry> {
  for await (const entry of entries) {
    if (!entry.isDeadline) continue;
    await clock.sleep(entry.dueAtMs - clock.nowMs());
    yield entry;
  }
}

function logRun(
  event: string,
  { startsAtMs }: SweepRun,
  counts: { readonly errors: number } & Readonly<Record<string, number>>,
  { clock, log }: SweepPorts,
): void {
  const tookMs = clock.nowMs() - startsAtMs;
  log.write(counts.errors > 0 ? 'warn' : 'info', { event, ...counts, tookMs });
}

/** Works through due entries, several side by side. */
function entrySweeper({ owner, endsAtMs }: SweepRun, ports: SweepPorts, settings: SweepSettings) {
  const { clock, log, sessions } = ports;
  const untilMs = endsAtMs - SWEEP.reserveMs;
  const counts = { looked: 0, decided: 0, sent: 0, requeued: 0, errors: 0 };
  const sender = decisionSender(ports, settings);
  /** Resolves when the next call to a platform may begin. */
  const nextTurn = pace(settings.updatesPerSecond, clock);
  const requeue = requeuer(ports, () => {
    counts.errors += 1;
  });

  async function workThrough(due: AsyncIterable<DueEntry>): Promise<void> {
    const entries = due[Symbol.asyncIterator]();
    const oneByOne = async (): Promise<void> => {
      while (clock.nowMs() < untilMs) {
        const { done, value } = await entries.next();
        if (done) return;
        counts.looked += 1;
        await sweepEntry(value);
      }
    };
    // Each is finished, also when the list fails: Lambda would freeze a half-done entry, and it would be done again.
    const ends = await Promise.allSettled(Array.from({ length: SWEEP.concurrency }, oneByOne));
    for (const end of ends) if (end.status === 'rejected') countError(end.reason);
  }

  async function sweepEntry({ kind, key }: DueEntry): Promise<void> {
    try {
      if (kind === 'copy') counts.requeued += (await requeue.copy(key)) ? 1 : 0;
      else if (kind === 'backlog') await sweepBacklog(key);
      else await sweepSession(key);
    } catch (error) {
      countError(error, kind === 'copy' ? { copy: key } : { conversation: key });
    }
  }

  function countError(error: unknown, about: Readonly<Record<string, string>> = {}): void {
    counts.errors += 1;
    log.write('error', { event: 'sweep_error', ...about, error: errorName(error) });
  }

  async function sweepBacklog(conversation: string): Promise<void> {
    const { destination } = (await ports.backlogs.load(conversation)) ?? {};
    if (destination !== undefined && (await ports.breaker.look(destination)).kind === 'paused') return;
    counts.requeued += (await requeue.backlog(conversation)) ? 1 : 0;
  }

  async function sweepSession(ref: string): Promise<void> {
    const stored = await sessions.load(ref);
    const cycle = stored.session?.cycle;
    if (!cycle) return;
    const known = { ref, cycle, stored };
    const action = nextAction(stored.session, clock.nowMs());
    switch (action) {
      case 'none':
        return;
      case 'requeue':
        counts.requeued += (await requeue.wait(ref, cycle)) ? 1 : 0;
        return;
      case 'decide_timeout':
        return decideAndSend(known, timeoutDecision(owner, settings.fallbackKeys));
      case 'decide_crashed':
        await parkCrashed(known);
        return decideAndSend(known, failedDecision(owner, 'processor_crashed'));
      case 'send':
        return send(known);
    }
    action satisfies never;
  }

  /** One call in a run: the time until the next run is the pause between two calls. */
  const sendRequest = ({ ref, cycle, stored }: KnownCycle) => ({
    ref,
    cycle: cycle.number,
    owner,
    tries: 1,
    untilMs,
    known: stored,
  });

  async function decideAndSend(known: KnownCycle, made: Decision): Promise<void> {
    const { cycle } = known;
    const nowMs = clock.nowMs();
    // Due since its deadline, so that a decision that this run cannot send any more stays before newer ones.
    const dueAtMs = Math.min(nowMs, cycle.deadlineAtMs);
    const request = { cycle: cycle.number, decision: made, nowMs, dueAtMs };
    const { outcome, sent } = await sender.decideAndSend({
      ...sendRequest(known),
      step: (session) => decide(session, request),
      isDecided: (one) => one === 'decided',
      beforeSend: nextTurn,
    });
    if (outcome === 'decided') counts.decided += 1;
    if (sent === 'continued') counts.sent += 1;
  }

  async function send(known: KnownCycle): Promise<void> {
    await nextTurn();
    if ((await sender.send(sendRequest(known))) === 'continued') counts.sent += 1;
  }

  async function parkCrashed({ ref, cycle: { deliveryId, attempts } }: KnownCycle): Promise<void> {
    const body = await sessions.loadJob(ref);
    if (body === undefined) return;
    const why = { reason: 'processor_crashed', attempts } as const;
    await park(parkedMessage({ id: deliveryId, body }, why), { ends: 'wait' }, ports);
  }

  return { workThrough, counts, untilMs };
}

interface KnownCycle {
  readonly ref: string;
  readonly cycle: Cycle;
  readonly stored: StoredSession;
}

async function sweepDeadLetters(
  ports: SweepPorts,
  limits: Parameters<typeof emptyDeadLetters>[2],
): Promise<{ parked: number; errors: number }> {
  const total = { parked: 0, errors: 0 };
  const emptied = await Promise.allSettled([
    emptyDeadLetters('waits', ports, limits),
    emptyDeadLetters('events', ports, limits),
  ]);
  for (const one of emptied) {
    if (one.status === 'fulfilled') {
      total.parked += one.value.parked;
      total.errors += one.value.errors;
    } else {
      total.errors += 1;
      ports.log.write('error', { event: 'sweep_error', error: errorName(one.reason) });
    }
  }
  return total;
}

// One run of the sweeper: everything that is due, oldest first, as far as the time goes. It decides what has
// passed its deadline, sends what is decided and due, queues again what was never claimed or whose worker died.
// Then it keeps the deadlines that come before the next run, each at its time.
// It is the proof that nobody waits for ever, so one broken record or one store that is away stops nothing else.

import type { DueEntry, DueList } from '../core/due/due-list.ts';
import { parkMessage } from '../core/error-log/park.ts';
import { decide, decision, timeoutDecision } from '../core/wait/decision.ts';
import { nextAction } from '../core/wait/next-action.ts';
import { type SendPorts, type SendSettings, sendDecision } from '../core/wait/send-decision.ts';
import type { Cycle } from '../core/wait/session.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { SessionKey } from '../core/wait/variables.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorName } from '../runtime/log.ts';
import { type DeadLetterPorts, emptyDeadLetters } from './empty-dead-letters.ts';
import { pace } from './pace.ts';
import { type RequeuePorts, type Requeuer, requeuer } from './requeue.ts';

export interface SweepPorts extends SendPorts, DeadLetterPorts, RequeuePorts {
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

/** Sessions in hand at once. At 8 s for a call that hangs, this many still end within a run. */
const SIDE_BY_SIDE = 50;

/** Kept free at the end: a call to Treble takes up to 8 s, and its answer must be written down. */
const RESERVE_MS = 12_000;

/** The dead-letter queues get so much of a run; what waits for its deadline goes first. */
const DEAD_LETTER_MS = 5_000;

/** Far more than a run can send: what cannot be done now (the queue is away) must not hide what can. */
const MOST_LOOKED_AT = 20_000;

export async function sweep(order: SweepRun, ports: SweepPorts, settings: SweepSettings): Promise<void> {
  const run = begin(order, ports, settings);
  await workThrough(ports.due.due({ beforeMs: order.startsAtMs, limit: MOST_LOOKED_AT }), run);
  const deadLetters = await sweepDeadLetters(
    run,
    Math.min(order.endsAtMs - 3000, ports.clock.nowMs() + DEAD_LETTER_MS),
  );
  report('sweep', { ...run.counts, deadLetters }, run);
}

/**
 * What the minutes between two runs would cost who waits for a processor that never calls back, or for its turn:
 * deadlines that come while this invocation may still act are kept to the second. Without any, it is over at once.
 */
export async function keepDeadlines(
  order: SweepRun,
  ports: SweepPorts,
  settings: SweepSettings,
): Promise<void> {
  const run = begin(order, ports, settings);
  // What was due when the invocation started has had its turn.
  const coming = { afterMs: order.startsAtMs, beforeMs: run.untilMs, limit: MOST_LOOKED_AT };
  await workThrough(eachAtItsTime(ports.due.due(coming), ports.clock), run);
  if (run.counts.looked > 0) report('deadlines', run.counts, run);
}

async function* eachAtItsTime(entries: AsyncIterable<DueEntry>, clock: Clock): AsyncGenerator<DueEntry> {
  for await (const entry of entries) {
    if (!entry.isDeadline) continue;
    await clock.sleep(entry.dueAtMs - clock.nowMs());
    yield entry;
  }
}

function begin(order: SweepRun, ports: SweepPorts, settings: SweepSettings): Run {
  const counts = { looked: 0, decided: 0, sent: 0, requeued: 0, errors: 0 };
  return {
    order,
    ports,
    settings,
    untilMs: order.endsAtMs - RESERVE_MS,
    counts,
    turn: pace(settings.updatesPerSecond, ports.clock),
    again: requeuer(ports, () => {
      counts.errors += 1;
    }),
  };
}

function report(
  event: string,
  counts: { readonly errors: number } & Readonly<Record<string, number>>,
  { order, ports: { clock, log } }: Run,
): void {
  log.write(counts.errors > 0 ? 'warn' : 'info', {
    event,
    ...counts,
    tookMs: clock.nowMs() - order.startsAtMs,
  });
}

interface Run {
  readonly order: SweepRun;
  readonly ports: SweepPorts;
  readonly settings: SweepSettings;
  readonly untilMs: number;
  readonly counts: { looked: number; decided: number; sent: number; requeued: number; errors: number };
  /** Resolves when the next call to Treble may begin. */
  readonly turn: () => Promise<void>;
  readonly again: Requeuer;
}

async function workThrough(due: AsyncIterable<DueEntry>, run: Run): Promise<void> {
  const { ports, untilMs, counts } = run;
  const entries = due[Symbol.asyncIterator]();
  const oneByOne = async (): Promise<void> => {
    while (ports.clock.nowMs() < untilMs) {
      const { done, value } = await entries.next();
      if (done) return;
      counts.looked += 1;
      await sweepEntry(value, run);
    }
  };
  // All of them to their end, also when the list breaks off: what is begun and frozen would be done again.
  const ends = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, oneByOne));
  for (const end of ends) {
    if (end.status === 'fulfilled') continue;
    counts.errors += 1;
    ports.log.write('error', { event: 'sweep_error', error: errorName(end.reason) });
  }
}

async function sweepEntry(entry: DueEntry, run: Run): Promise<void> {
  try {
    if (entry.kind === 'copy') run.counts.requeued += (await run.again.copy(entry.key)) ? 1 : 0;
    else await sweepSession(entry.key, run);
  } catch (error) {
    run.counts.errors += 1;
    const about = entry.kind === 'session' ? { conversation: entry.key } : { copy: entry.key };
    run.ports.log.write('error', { event: 'sweep_error', ...about, error: errorName(error) });
  }
}

async function sweepSession(ref: string, run: Run): Promise<void> {
  const { ports, settings, order } = run;
  const stored = await ports.sessions.load(ref);
  const cycle = stored.session?.cycle;
  if (!stored.session || !cycle) return;
  const owed = nextAction(stored.session, ports.clock.nowMs());
  switch (owed) {
    case 'none':
      return;
    case 'requeue':
      run.counts.requeued += (await run.again.wait(ref, cycle)) ? 1 : 0;
      return;
    case 'decide_timeout':
      return decideAndSend(
        cycle,
        timeoutDecision(order.owner, settings.fallbackKeys),
        { ref, known: stored },
        run,
      );
    case 'decide_crashed':
      await parkCrashed(ref, cycle, ports);
      return decideAndSend(
        cycle,
        decision(order.owner, 'failed', [], 'processor_crashed'),
        { ref, known: stored },
        run,
      );
    case 'send':
      return send(cycle, { ref, known: stored }, run);
  }
  owed satisfies never;
}

interface Known {
  readonly ref: string;
  readonly known: StoredSession;
}

async function decideAndSend(
  cycle: Cycle,
  made: ReturnType<typeof decision>,
  { ref, known }: Known,
  run: Run,
): Promise<void> {
  const nowMs = run.ports.clock.nowMs();
  // Due since its deadline: what this run decides and cannot send any more keeps its place before younger ones.
  const dueAtMs = Math.min(nowMs, cycle.deadlineAtMs);
  const verdict = { cycle: cycle.number, decision: made, nowMs, dueAtMs };
  const decided = await transition(run.ports.sessions, ref, (s) => decide(s, verdict), { known });
  if (decided.outcome !== 'decided') return;
  run.counts.decided += 1;
  await send(cycle, { ref, known: decided.stored }, run);
}

/** One call a run: the next run is the pause between two. */
async function send(cycle: Cycle, { ref, known }: Known, run: Run): Promise<void> {
  const { order, ports, settings, untilMs } = run;
  await run.turn();
  const { owner } = order;
  const sending = { ref, cycle: cycle.number, owner, tries: 1, untilMs, known };
  const outcome = await sendDecision(sending, ports, settings);
  if (outcome === 'continued') run.counts.sent += 1;
}

async function parkCrashed(ref: string, { deliveryId, attempts }: Cycle, ports: SweepPorts): Promise<void> {
  const job = await ports.sessions.loadJob(ref);
  if (job === undefined) return;
  await parkMessage({ id: deliveryId, body: job }, { reason: 'processor_crashed', attempts }, ports);
}

async function sweepDeadLetters({ ports, settings, counts }: Run, untilMs: number): Promise<number> {
  const { deadlineMs } = settings;
  const parked = await Promise.allSettled([
    emptyDeadLetters('waits', ports, { untilMs, deadlineMs }),
    emptyDeadLetters('events', ports, { untilMs, deadlineMs }),
  ]);
  let total = 0;
  for (const result of parked) {
    if (result.status === 'fulfilled') total += result.value;
    else {
      counts.errors += 1;
      ports.log.write('error', { event: 'sweep_error', error: errorName(result.reason) });
    }
  }
  return total;
}

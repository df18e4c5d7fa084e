// One run of the sweeper: everything that is due, oldest first, as far as the time goes. It decides what has
// passed its deadline, sends what is decided and due, queues again what was never claimed or whose worker died.
// It is the proof that nobody waits for ever, so one broken record or one store that is away stops nothing else.
import { decision, type SessionKey } from '../shared/domain/decision.ts';
import { duty, requeued } from '../shared/domain/duty.ts';
import { decide } from '../shared/domain/processing.ts';
import type { Cycle, Session } from '../shared/domain/session.ts';
import { errorName } from '../shared/log.ts';
import type { DeliveryCopies, DueEntry, DueList, JobQueue, StoredSession } from '../shared/ports.ts';
import { type SendPorts, type SendSettings, sendDecision } from '../shared/send-decision.ts';
import { transition } from '../shared/transition.ts';
import { type DeadLetterPorts, emptyDeadLetters } from './empty-dead-letters.ts';
import { pace } from './pace.ts';

export interface SweepPorts extends SendPorts, DeadLetterPorts {
  readonly due: DueList;
  readonly copies: DeliveryCopies;
  readonly queue: JobQueue;
}

export interface SweepSettings extends SendSettings {
  readonly fallbackKeys: readonly SessionKey[];
  readonly updatesPerSecond: number;
}

export interface SweepOrder {
  /** Unique to this run. */
  readonly owner: string;
  readonly endsAtMs: number;
}

/** Sessions in hand at once. At 8 s for a call that hangs, this many still end within a run. */
const SIDE_BY_SIDE = 50;

/** Kept free at the end: a call to Treble takes up to 8 s, and its answer must be written down. */
const RESERVE_MS = 12_000;

/** The dead-letter queues get so much of a run; what waits for its deadline goes first. */
const DEAD_LETTER_MS = 5_000;

/** The queue is taken to be away after so many failures in a row, and is not asked again in this run. */
const QUEUE_PATIENCE = 3;

export async function sweep(order: SweepOrder, ports: SweepPorts, settings: SweepSettings): Promise<void> {
  const startedAtMs = ports.clock.nowMs();
  const untilMs = order.endsAtMs - RESERVE_MS;
  const counts = { looked: 0, decided: 0, sent: 0, requeued: 0, errors: 0 };
  const run: Run = {
    order,
    ports,
    settings,
    untilMs,
    counts,
    turn: pace(settings.updatesPerSecond, ports.clock),
    queueFailures: 0,
  };
  await sweepDue(run, startedAtMs);
  const deadLetters = await sweepDeadLetters(
    run,
    Math.min(order.endsAtMs - 3000, ports.clock.nowMs() + DEAD_LETTER_MS),
  );
  ports.log.write(counts.errors > 0 ? 'warn' : 'info', {
    event: 'sweep',
    ...counts,
    deadLetters,
    tookMs: ports.clock.nowMs() - startedAtMs,
  });
}

interface Run {
  readonly order: SweepOrder;
  readonly ports: SweepPorts;
  readonly settings: SweepSettings;
  readonly untilMs: number;
  readonly counts: { looked: number; decided: number; sent: number; requeued: number; errors: number };
  /** Resolves when the next call to Treble may begin. */
  readonly turn: () => Promise<void>;
  queueFailures: number;
}

async function sweepDue(run: Run, beforeMs: number): Promise<void> {
  const { ports, settings, untilMs, counts } = run;
  const limit = settings.updatesPerSecond * 60 + 1000;
  const entries = ports.due.due({ beforeMs, limit })[Symbol.asyncIterator]();
  const workThrough = async (): Promise<void> => {
    while (ports.clock.nowMs() < untilMs) {
      const { done, value } = await entries.next();
      if (done) return;
      counts.looked += 1;
      await sweepEntry(value, run);
    }
  };
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, workThrough));
  } catch (error) {
    counts.errors += 1;
    ports.log.write('error', { event: 'sweep_error', error: errorName(error) });
  }
}

async function sweepEntry(entry: DueEntry, run: Run): Promise<void> {
  try {
    if (entry.kind === 'copy') await queueCopy(entry.key, run);
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
  const owed = duty(stored.session, ports.clock.nowMs());
  switch (owed) {
    case 'none':
      return;
    case 'requeue':
      return requeue(stored.session, cycle, run);
    case 'decide_timeout':
      return decideAndSend(
        cycle,
        decision(order.owner, 'timeout', settings.fallbackKeys, 'deadline'),
        { ref, known: stored },
        run,
      );
    case 'decide_crashed':
      await parkCrashed(stored.session, cycle, ports);
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
  const verdict = { cycle: cycle.number, decision: made, nowMs, dueAtMs: nowMs };
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

/**
 * Sends first and writes it down then: where the second fails, the deduplication id keeps the next run's copy out.
 * The group is its own, because the conversation's is locked for as long as the message of a dead worker is hidden.
 */
async function requeue({ ref }: Session, cycle: Cycle, run: Run): Promise<void> {
  const { ports, counts } = run;
  const job = await ports.sessions.loadJob(ref);
  if (job === undefined) return;
  const time = cycle.requeues + 1;
  const message = {
    queue: 'waits',
    job,
    group: `${ref}-${time}`,
    deduplicationId: `${cycle.deliveryId}#s${time}`,
  } as const;
  if (!(await sendToQueue(message, run))) return;
  const nowMs = ports.clock.nowMs();
  await transition(ports.sessions, ref, (s) => requeued(s, { cycle: cycle.number, nowMs }));
  counts.requeued += 1;
  const { deliveryId, source, crashes } = cycle;
  ports.log.write('warn', { event: 'requeued', deliveryId, source, conversation: ref, crashes, time });
}

async function queueCopy(key: string, run: Run): Promise<void> {
  const { ports, counts } = run;
  const copy = await ports.copies.load(key);
  if (!copy || !(await sendToQueue(copy, run))) return;
  await ports.copies.remove(key);
  counts.requeued += 1;
  ports.log.write('warn', { event: 'requeued', copy: key });
}

/** False when the queue is away: what waits for it stays due, and the rest of the run goes on without it. */
async function sendToQueue(message: Parameters<JobQueue['send']>[0], run: Run): Promise<boolean> {
  if (run.queueFailures >= QUEUE_PATIENCE) return false;
  try {
    await run.ports.queue.send(message);
    run.queueFailures = 0;
    return true;
  } catch (error) {
    run.queueFailures += 1;
    run.counts.errors += 1;
    run.ports.log.write('error', { event: 'sweep_error', queue: message.queue, error: errorName(error) });
    return false;
  }
}

async function parkCrashed(
  { ref }: Session,
  cycle: Cycle,
  { failures, sessions, clock }: SweepPorts,
): Promise<void> {
  const { deliveryId, source, attempts } = cycle;
  const reason = 'processor_crashed';
  const job = await sessions.loadJob(ref);
  await failures.park({
    id: `${deliveryId}#work`,
    deliveryId,
    reason,
    parkedAtMs: clock.nowMs(),
    attempts,
    source,
    platform: 'treble',
    conversation: ref,
    ...(job !== undefined && { job }),
  });
}

async function sweepDeadLetters({ ports, counts }: Run, untilMs: number): Promise<number> {
  const parked = await Promise.allSettled([
    emptyDeadLetters('waits', ports, untilMs),
    emptyDeadLetters('events', ports, untilMs),
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

// What one run of the sweeper does about an entry of the due list. It calls nobody: what does goes to a lane.
import type { DueEntry } from '../core/due/due-list.ts';
import { park, parkedMessage } from '../core/error-log/park.ts';
import type { SessionKey } from '../core/wait/answer.ts';
import { decide, failedDecision, timeoutDecision } from '../core/wait/decision.ts';
import { decisionSender, type SendPorts, type SendSettings } from '../core/wait/decision-sender.ts';
import { nextAction } from '../core/wait/next-action.ts';
import { destinationOf } from '../core/wait/outbound.ts';
import { callsBegun } from '../core/wait/planned-calls.ts';
import { type Cycle, conversationOf, type Decision, listAtMs, type Session } from '../core/wait/session.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { PutOffLane } from './put-off-lane.ts';
import { type RequeuePorts, requeuer } from './requeue.ts';
import type { SendLanes } from './send-lanes.ts';
import type { Tally } from './tally.ts';

export interface EntryPorts extends SendPorts, RequeuePorts {
  readonly clock: SendPorts['clock'];
  readonly sessions: SendPorts['sessions'];
  readonly log: SendPorts['log'];
}

export interface EntrySettings extends SendSettings {
  readonly fallbackKeys: readonly SessionKey[];
}

export interface EntryRun {
  /** Unique to this run. */
  readonly owner: string;
  /** No call begins later. */
  readonly untilMs: number;
  readonly sends: Pick<SendLanes, 'add'>;
  readonly putOffs: PutOffLane;
  readonly tally: Tally;
}

/** Never throws. `done` is called when nothing more is to be done: at once, or by the lane that has the entry. */
export type EntryWork = (entry: DueEntry, done: () => void) => Promise<void>;

export function entryWork(
  { owner, untilMs, sends, putOffs, tally }: EntryRun,
  ports: EntryPorts,
  settings: EntrySettings,
): EntryWork {
  const { sessions, clock } = ports;
  const { counts } = tally;
  const sender = decisionSender(ports, settings);
  const requeue = requeuer(ports, () => {
    counts.errors += 1;
  });

  async function safely(about: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      tally.failed(error, about);
    }
  }

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
        await listLater(known);
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

  /** It was listed too early, to save writes: see listAtMs. */
  async function listLater({ ref, stored }: KnownCycle): Promise<void> {
    const { session, listedAtMs } = stored;
    const nowMs = clock.nowMs();
    if (!session || listedAtMs === undefined || nowMs < listedAtMs) return;
    if (listAtMs(session, listedAtMs, nowMs) === listedAtMs) return;
    const unchanged = (current: Session | undefined) => ({
      outcome: current,
      ...(current && { next: current }),
    });
    await transition(sessions, ref, unchanged, { known: stored });
  }

  async function requeueWait(known: KnownCycle, done: () => void): Promise<boolean> {
    const { ref, cycle } = known;
    const { progress, source, deadlineAtMs, attempts } = cycle;
    const requeueNow = async () => {
      counts.requeued += (await requeue.wait(ref, cycle)) ? 1 : 0;
      done();
    };
    // Its worker died: the job is in no queue.
    if (progress.state !== 'waiting') {
      await requeueNow();
      return false;
    }
    const about = { conversation: ref };
    putOffs.add({
      source,
      queue: 'waits',
      // The job of a new wait may be in the queue, and only its queue is asked for room.
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
    const { session } = stored;
    if (!session) return false;
    sends.add({
      destination: destinationOf(session),
      source: cycle.source,
      conversation: conversationOf(session),
      history: callsBegun(stored.session) === 0 ? 'put_off' : 'failed',
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

  /** Each returns whether a lane has the entry now. */
  const WORK = { copy: requeueCopy, backlog: lookAtBacklog, session: lookAtSession };

  return ({ kind, key }, done) =>
    safely(kind === 'copy' ? { copy: key } : { conversation: key }, async () => {
      if (!(await WORK[kind](key, done))) done();
    });
}

interface KnownCycle {
  readonly ref: string;
  readonly cycle: Cycle;
  readonly stored: StoredSession;
}

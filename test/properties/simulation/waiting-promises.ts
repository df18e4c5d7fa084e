// The promises for waits: how they open, who works on them, and that each one ends.
import { WAIT } from '../../../functions/core/policy.ts';
import { nextAction } from '../../../functions/core/wait/next-action.ts';
import { hasEnded, nextDueAtMs } from '../../../functions/core/wait/session.ts';
import type { Outcome } from './history.ts';
import { isNewer, type Story } from './story.ts';

type Promised = (story: Story) => readonly unknown[];

const FORWARD: Record<string, readonly string[]> = {
  // A decision that may be sent at once is written with the lease of its first call.
  waiting: ['waiting', 'processing', 'delegated', 'decided', 'sending', 'closed'],
  processing: ['processing', 'waiting', 'delegated', 'decided', 'sending', 'closed'],
  delegated: ['decided', 'sending', 'closed'],
  // Deferred while the breaker of Treble is open.
  decided: ['decided', 'sending', 'continued', 'refused', 'closed'],
  sending: ['sending', 'decided', 'continued', 'refused', 'closed'],
  continued: ['continued'],
  refused: ['refused'],
  closed: ['closed'],
};

const MINUTE_MS = 60_000;
/** From the start of a run of the sweeper to its last decision. */
const SWEEP_MS = 5_000;

export const waitingPromises: Record<string, Promised> = {
  'no wait stays open': ({ cycles, quiet, end, ...story }) => {
    const open = cycles.filter(
      (cycle) => !story.isSuperseded(cycle) && !['continued', 'refused', 'closed'].includes(end(cycle)),
    );
    return quiet ? open : [...open, 'the work never ended'];
  },

  'nobody stands still for longer than a minute after the deadline': ({ cycles, clearSinceMs, ...story }) =>
    cycles.filter((cycle) => {
      if (story.isSuperseded(cycle) || story.end(cycle) === 'closed') return false;
      const decided = cycle.states.find(({ cycle: { progress } }) => 'update' in progress && progress.update);
      const atMs = decided ? (story.history.writes[decided.write]?.atMs ?? 0) : Number.POSITIVE_INFINITY;
      const deadlineAtMs = decided?.cycle.deadlineAtMs ?? 0;
      // Before that only the queue has the wait, and a message comes back when its worker has died.
      const registeredAtMs = story.history.writes[cycle.opened]?.atMs ?? 0;
      return atMs > Math.max(deadlineAtMs, clearSinceMs, registeredAtMs) + MINUTE_MS + SWEEP_MS;
    }),

  'a wait only goes forward': ({ cycles }) =>
    cycles.filter(({ states }) =>
      states.some(({ cycle }, at) => {
        const before = states[at - 1]?.cycle.progress.state;
        return before !== undefined && !FORWARD[before]?.includes(cycle.progress.state);
      }),
    ),

  'only one worker at a time has the lease': ({ history: { writes } }) =>
    writes.filter(({ before, after, atMs }) => {
      const [from, to] = [before?.cycle, after.cycle];
      if (to?.progress.state !== 'processing' || from?.number !== to.number) return false;
      if (from.progress.state !== 'processing') return false;
      return from.progress.lease.owner !== to.progress.lease.owner && from.progress.lease.untilMs > atMs;
    }),

  'after it has accepted, the processor is not called again': ({ cycles, history: { attempts } }) =>
    attempts.filter(({ deliveryId, writes }) => {
      const states = cycles.find((cycle) => cycle.deliveryId === deliveryId)?.states ?? [];
      return states.some(({ cycle, write }) => cycle.progress.state === 'delegated' && write < writes);
    }),

  'an accepted answer counts, also after a change of the lease': ({ history, ...story }) =>
    history.attempts.filter(({ answer, owner, deliveryId }) => {
      const since = [...history.finished].find(([job]) => job.startsWith(`${owner} ${deliveryId} `))?.[1];
      if (answer !== 'accepted' || since === undefined) return false;
      const states = story.cycles.find((cycle) => cycle.deliveryId === deliveryId)?.states ?? [];
      return states.some(({ cycle, write }) => cycle.progress.state === 'processing' && write >= since);
    }),

  'the processor is called once per claim, by its owner': ({ history: { attempts, writes } }) =>
    attempts.filter((one, at) => {
      // The claim of the first call is not written.
      if (attempts.findIndex(({ deliveryId }) => deliveryId === one.deliveryId) === at) return false;
      const claims = writes.slice(0, one.writes).filter(({ owner, before, after: { cycle } }) => {
        const claimed =
          cycle?.progress.state === 'processing' && cycle.progress.lease.owner.split('/')[0] === owner;
        const attempts = before?.cycle?.number === cycle?.number ? before?.cycle?.attempts : 0;
        return (
          claimed && owner === one.owner && cycle.deliveryId === one.deliveryId && cycle.attempts !== attempts
        );
      });
      const before = attempts.slice(0, attempts.indexOf(one));
      const times = before.filter(
        ({ owner, deliveryId }) => owner === one.owner && deliveryId === one.deliveryId,
      );
      return claims.length <= times.length;
    }),

  'only a real call of the processor, or a crash, counts as an attempt at a wait': ({ history }) =>
    history.writes.filter(({ after: { cycle } }, at) => {
      if (cycle?.progress.state !== 'waiting') return false;
      const calls = history.attempts.filter(
        ({ deliveryId, writes }) => deliveryId === cycle.deliveryId && writes <= at,
      );
      return cycle.attempts > calls.length + cycle.crashes;
    }),

  'there is no timeout before the deadline': ({ history: { writes } }) =>
    writes.filter(({ atMs, after: { cycle } }) => {
      if (!cycle || !('decision' in cycle.progress)) return false;
      return cycle.progress.decision?.cause === 'timeout' && atMs < cycle.deadlineAtMs;
    }),

  'an older delivery never changes a newer wait': ({ history: { writes, deliveries } }) =>
    writes.filter(({ before, after }) => {
      if (!before) return false;
      if (isNewer(before.newest, after.newest)) return true;
      const closedNow = after.cycle?.progress.state === 'closed' && before.cycle?.progress.state !== 'closed';
      const openedNow = after.cycle?.deliveryId !== before.cycle?.deliveryId;
      if (!closedNow && !openedNow) return false;
      const by = deliveries.get(after.newest.deliveryId);
      return !by || !isNewer(by, before.newest) || (openedNow && after.cycle?.deliveryId !== by.deliveryId);
    }),

  'an event with its own time opens one cycle': ({ cycles, openedBy }) =>
    cycles.filter((cycle) => {
      const { hasOwnTime, identity } = openedBy(cycle);
      const earlier = cycles.filter(({ ref, opened }) => ref === cycle.ref && opened < cycle.opened);
      const remembered = earlier.slice(-WAIT.rememberedCycles);
      return hasOwnTime && remembered.some((one) => openedBy(one).identity === identity);
    }),

  'an unverified delivery opens a wait only after its verification': ({ cycles, openedBy, history }) =>
    cycles.filter((cycle) => {
      const byIngest = history.writes[cycle.opened]?.owner.startsWith('ingest-') ?? false;
      return byIngest && !openedBy(cycle).checked;
    }),

  'a repeat before the first call opens no cycle': ({ cycles, openedBy }) =>
    cycles.filter((cycle) => {
      const { hasOwnTime, identity, receivedAtMs } = openedBy(cycle);
      if (hasOwnTime) return false;
      const earlier = cycles.filter(({ ref, opened }) => ref === cycle.ref && opened < cycle.opened);
      return earlier.slice(-WAIT.rememberedCycles).some((one) => {
        if (openedBy(one).identity !== identity) return false;
        const stood = one.states.findLast(({ write }) => write < cycle.opened)?.cycle;
        if (!stood) return false;
        const begun = 'update' in stood.progress ? stood.progress.update?.firstSendAtMs : undefined;
        if (begun !== undefined) return receivedAtMs < begun;
        return one === earlier.at(-1) && !hasEnded(stood);
      });
    }),

  'an acknowledged delivery opens its cycle, repeats one, or is outdated': (story) =>
    [...story.history.deliveries.values()].filter((delivery) => {
      const { acknowledged, effect, deliveryId, sessionId, receivedAtMs, hasOwnTime, identity } = delivery;
      if (!acknowledged) return false;
      const session = story.sessions.find((one) => one.sessionId === sessionId);
      if (session && (session.newest.deliveryId === deliveryId || isNewer(session.newest, delivery)))
        return false;
      // Nobody has verified it, and it may be forged, so it opens no wait. It is in the error log.
      const parked = ({ outcome, ...end }: Outcome) => end.deliveryId === deliveryId && outcome === 'parked';
      if (!delivery.checked && story.history.outcomes.some(parked)) return false;
      if (effect === 'closes') return true;
      const same = story.cycles.filter(
        (cycle) => cycle.sessionId === sessionId && story.openedBy(cycle).identity === identity,
      );
      if (hasOwnTime) return same.length === 0;
      // An identical wait without a call at the receipt of this one.
      return !same.some(({ attempts: [first] }) => {
        const begun = first && story.history.writes[first.write];
        return begun === undefined || begun.atMs > receivedAtMs;
      });
    }),

  'a session with a next action is due in time': ({ history: { writes } }) =>
    writes.filter(({ after, atMs }) => {
      const dueAtMs = nextDueAtMs(after) ?? Number.POSITIVE_INFINITY;
      return [atMs, atMs + 60_000, atMs + 1e9].some(
        (then) => nextAction(after, then) !== 'none' && dueAtMs > then,
      );
    }),

  'the log has no session id': ({ log }) =>
    log.lines.filter((line) => JSON.stringify(line).includes('secret-of-session')),
};

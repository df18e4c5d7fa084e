// The promises for decisions and for the calls that send them.
import { isDeepStrictEqual } from 'node:util';
import type { Story } from './story.ts';

type Promised = (story: Story) => readonly unknown[];

/** After a deadline beyond the window there is one hour for the call. */
const LAST_TRIES_MS = 3600_000;
/** The longest time between the lease and the call. */
const LEASE_MS = 20_000;

/** Each returns what breaks the promise. */
export const sendingPromises: Record<string, Promised> = {
  'one cycle has one decision': ({ cycles }) =>
    cycles.filter(({ decisions }) => decisions.some((one) => !isDeepStrictEqual(one, decisions[0]))),

  'a call is made only with the lease for it': ({ stray, cycles }) => [
    ...stray,
    ...cycles.flatMap(({ attempts }) =>
      attempts.flatMap(({ calls, untilMs }) => calls.filter(({ atMs }) => atMs > untilMs)),
    ),
  ],

  'a lease is valid for one call': ({ cycles }) =>
    cycles.flatMap(({ attempts }) => attempts.filter(({ calls }) => calls.length > 1)),

  'two calls for one cycle never overlap': ({ cycles }) =>
    cycles.filter(({ attempts }) => {
      const calls = attempts.flatMap((attempt) => attempt.calls);
      return calls.some(({ atMs, answeredAtMs }) =>
        calls.some((other) => answeredAtMs !== undefined && other.atMs > atMs && other.atMs < answeredAtMs),
      );
    }),

  'every call has the written decision': ({ cycles }) =>
    cycles.flatMap(({ attempts, decisions }) =>
      attempts.flatMap(({ calls }) =>
        calls.filter(({ keys }) => !isDeepStrictEqual(keys, decisions[0]?.keys)),
      ),
    ),

  'no result is sent before the operator’s delay': ({ cycles, scenario, ...story }) =>
    cycles.filter((cycle) => {
      const soonestMs = story.openedBy(cycle).receivedAtMs + scenario.resumeDelayMs;
      const byWorker = cycle.decisions[0]?.by.startsWith('worker-') ?? false;
      return byWorker && cycle.attempts.some(({ calls }) => calls.some(({ atMs }) => atMs < soonestMs));
    }),

  'there is no call after the window': ({ cycles, scenario: { windowMs, deadlineMs }, ...story }) =>
    cycles.filter((cycle) => {
      const { receivedAtMs } = story.openedBy(cycle);
      const lastMs = receivedAtMs + Math.max(windowMs, deadlineMs + LAST_TRIES_MS) + LEASE_MS;
      return cycle.attempts.some(({ calls }) => calls.some(({ atMs }) => atMs > lastMs));
    }),

  'a call is repeated only after a failure or an unknown result': ({ history: { writes } }) =>
    writes.filter(({ before, after, atMs }) => {
      const [from, to] = [before?.cycle?.progress, after.cycle?.progress];
      if (to?.state !== 'sending') return false;
      if (before?.cycle?.number !== after.cycle?.number) return true;
      switch (from?.state) {
        case 'waiting':
        case 'processing':
        case 'delegated':
          return to.update.attempts !== 1;
        case 'decided':
          return from.update.dueAtMs > atMs;
        case 'sending':
          return from.lease.untilMs > atMs;
        default:
          return true;
      }
    }),

  'no attempt starts after the end of the cycle': ({ cycles }) =>
    cycles.flatMap(({ attempts, over }) =>
      attempts.filter(({ write }) => over !== undefined && write >= over),
    ),

  'a wait is continued only by a call that Treble accepted': ({ cycles, end }) =>
    cycles.filter((cycle) => {
      const accepted = cycle.attempts.some(({ calls }) =>
        calls.some(({ status = 0 }) => status >= 200 && status < 300),
      );
      return end(cycle) === 'continued' && !accepted;
    }),

  'a final refusal of Treble is in the error log': ({ cycles, end, errorLog }) =>
    cycles.filter((cycle) => end(cycle) === 'refused' && !errorLog.entries.has(`${cycle.deliveryId}#update`)),

  'a wait gets its call, unless it is superseded or closed or its window has ended': ({ cycles, ...story }) =>
    cycles.filter((cycle) => {
      if (story.isSuperseded(cycle) || story.end(cycle) === 'closed') return false;
      if (cycle.attempts.some(({ calls }) => calls.length > 0)) return false;
      const last = cycle.states.at(-1)?.cycle.progress;
      return !(last?.state === 'refused' && last.ending.reason === 'window_closed');
    }),
};

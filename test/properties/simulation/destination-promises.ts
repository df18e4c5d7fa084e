// The promises for destinations: what a pause and a slow processor mean for the calls that they get. They hold while the
// store answers: without it every call is permitted.
import { WORK } from '../../../functions/core/policy.ts';
import type { ProcessorAttempt } from './history.ts';
import { endsOf, inForceAt, isIn, KNOWN_MS, pausesOf } from './pauses.ts';
import type { Story } from './story.ts';

type Promised = (story: Story) => readonly unknown[];

interface MadeCall {
  readonly destination: string;
  readonly atMs: number;
  readonly endedAtMs?: number | undefined;
  /** Of a processor. */
  readonly deliveryId?: string;
}

export const destinationPromises: Record<string, Promised> = {
  'a paused destination gets no calls but its probes, one by one': (story) => {
    if (story.clearSinceMs > 0) return [];
    const calls = callsOf(story);
    return pausesOf(story.history.breakerChanges).flatMap((pause) => {
      const inPause = calls.filter((call) => isIn(pause, call));
      const early = inPause.filter(({ atMs }) => atMs < Math.min(...endsOf(pause, atMs)));
      const overlapping = inPause.filter((call) =>
        inPause.some(
          (other) => other.atMs < call.atMs && call.atMs < (other.endedAtMs ?? Number.NEGATIVE_INFINITY),
        ),
      );
      return [...early, ...overlapping];
    });
  },

  'what was put off for a pause is called after it, and is in no queue meanwhile': (story) => {
    if (story.clearSinceMs > 0) return [];
    const { breakerChanges, deferrals, sent } = story.history;
    const pauses = pausesOf(breakerChanges);
    const firstDeferral = new Map(
      deferrals
        .filter(({ untilMs }) => untilMs !== undefined)
        .map((one) => [one.deliveryId, one] as const)
        .reverse(),
    );
    const requeued = sent.filter(({ owner }) => owner.startsWith('sweeper-'));
    return [...callsOf(story), ...requeued].filter((one) => {
      const deferred = firstDeferral.get(one.deliveryId ?? '');
      if (!deferred || one.atMs <= deferred.atMs) return false;
      const { destination } = deferred;
      return pauses.some((pause) => {
        if (!isIn(pause, { ...one, destination })) return false;
        const inForce = inForceAt(pause, one.atMs)?.pauses;
        return inForce !== undefined && one.atMs < inForce.openUntilMs;
      });
    });
  },

  'a destination whose calls take long has at most half of the workers': (story) => {
    if (story.clearSinceMs > 0) return [];
    const attempts = attemptsOf(story);
    return attempts.filter((call) =>
      attempts.some(
        (other) =>
          isElsewhere(other, call) &&
          other.atMs + WORK.longCallMs + KNOWN_MS < call.atMs &&
          call.atMs < (other.endedAtMs ?? 0),
      ),
    );
  },

  'a destination has its half of the workers for as long as its calls': (story) => {
    if (story.clearSinceMs > 0) return [];
    const { deferrals } = story.history;
    const attempts = attemptsOf(story);
    return deferrals.filter(({ destination, untilMs, atMs }) => {
      if (untilMs !== undefined) return false;
      const isLately = (ms = 0) => ms > atMs - KNOWN_MS;
      const isBusy = attempts.some(
        (call) => call.destination === destination && call.atMs < atMs && isLately(call.endedAtMs),
      );
      // One that is refused a permit, because of a pause, has a place until it knows.
      const isPaused = deferrals.some(
        (other) => other.destination === destination && other.untilMs !== undefined && isLately(other.atMs),
      );
      return !isBusy && !isPaused;
    });
  },
};

const attemptsOf = ({ history: { attempts, eventAttempts } }: Story): readonly ProcessorAttempt[] => [
  ...attempts,
  ...eventAttempts,
];

const callsOf = (story: Story): readonly MadeCall[] => [
  ...attemptsOf(story),
  ...story.history.calls.map(({ atMs, answeredAtMs }) => ({
    destination: 'treble',
    atMs,
    endedAtMs: answeredAtMs,
  })),
];

const isElsewhere = (a: ProcessorAttempt, b: ProcessorAttempt): boolean =>
  a.owner !== b.owner && a.destination === b.destination && a.queue === b.queue;

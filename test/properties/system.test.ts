// The whole system: the real code of ingest, worker, resume and sweeper, on fakes and virtual time, with every kind of fault.
// The promises hold in every scenario. How to repeat one: docs/tests-of-the-whole.md.
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { runs } from './runs.ts';
import { recoveryMs } from './simulation/crowd.ts';
import { destinationPromises } from './simulation/destination-promises.ts';
import { eventPromises } from './simulation/event-promises.ts';
import type { Outcome } from './simulation/history.ts';
import { healthyMs } from './simulation/isolation.ts';
import { printStory } from './simulation/print-story.ts';
import { queuePromises } from './simulation/queue-promises.ts';
import {
  crowdedScenario,
  fairScenario,
  mildScenario,
  type Scenario,
  scenario,
} from './simulation/scenario.ts';
import { sendingPromises } from './simulation/sending-promises.ts';
import { simulate } from './simulation/simulate.ts';
import { type Story, storyOf } from './simulation/story.ts';
import { waitingPromises } from './simulation/waiting-promises.ts';
import { percentile } from './weather/world.ts';

const promises = Object.entries({
  ...waitingPromises,
  ...sendingPromises,
  ...eventPromises,
  ...destinationPromises,
  ...queuePromises,
});
const done = { runs: 0, waits: 0, events: 0 };

async function storyFrom(plan: Scenario): Promise<Story> {
  const story = storyOf(await simulate(plan));
  done.runs += 1;
  done.waits += story.history.deliveries.size;
  done.events += story.history.events.size;
  return story;
}

function expectKept(story: Story): void {
  const broken = promises.filter(([, breaches]) => breaches(story).length > 0).map(([promise]) => promise);
  expect(broken, [...broken, printStory(story)].join('\n')).toEqual([]);
}

const startedAtMs = performance.now();
afterAll(() => {
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  console.info(`simulation: ${JSON.stringify({ ...done, seconds })}`);
});

/** 100,000 deliveries, most of them in mild weather: up to 3 minutes of one busy processor. */
const RUNS = { any: 150, fair: 100, mild: 600, crowded: 40 };
const LATEST_MS = 15_000;
/** After the destination has answered again: its instances may not know it for five seconds. */
const OTHERS_LATEST_MS = 10_000;
/** A crowd of hundreds, at the rate that the workers and `UpdatesPerSecond` can carry. */
const CROWD_LATEST_MS = 90_000;
const LATEST_WHILE_TREBLE_FAILS_MS = 60_000;
const LONG = { timeout: 24 * 3600_000 };

test('with any faults every delivery ends as promised', LONG, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (plan) => expectKept(await storyFrom(plan))),
    runs(RUNS.any),
  );
});

test('with one service unavailable for some time every delivery gets its result, once', LONG, async () => {
  await fc.assert(
    fc.asyncProperty(fairScenario, async (plan) => {
      const story = await storyFrom(plan);
      expectKept(story);
      const ends = expectResults(story);
      const { attempts, eventAttempts } = story.history;
      // What was done while the store could not be written, or confirmed, is done again.
      const storeUnavailable = plan.actions.some(
        (action) => action.kind === 'outage' && action.of === 'store',
      );
      // The end of the invocation may cut a slow call for an event short.
      const { processor } = plan.conditions;
      const most = processor === 'flaky' || processor === 'slow' ? 2 : 1;
      const twice = [...attempts, ...eventAttempts].map(({ deliveryId }) => deliveryId);
      expect(storeUnavailable ? [] : moreThan(most, twice), printStory(story)).toEqual([]);
      const ended = ends.map(({ deliveryId }) => deliveryId);
      expect(storeUnavailable ? [] : moreThan(1, ended), printStory(story)).toEqual([]);
    }),
    runs(RUNS.fair),
  );
});

/** Every delivery has its result. Returns the ends of the events. */
function expectResults(story: Story): readonly Outcome[] {
  const waits = story.cycles.filter((cycle) => !story.isSuperseded(cycle) && story.end(cycle) !== 'closed');
  const causes = waits.map(({ decisions }) => decisions[0]?.cause);
  expect(causes, printStory(story)).toEqual(waits.map(() => 'done'));
  const { events, outcomes } = story.history;
  const ends = outcomes.filter(({ deliveryId }) => events.has(deliveryId));
  expect(
    ends.filter(({ outcome }) => outcome !== 'done'),
    printStory(story),
  ).toEqual([]);
  return ends;
}

function moreThan(most: number, ids: readonly string[]): string[] {
  return [...Map.groupBy(ids, (id) => id)].filter(([, times]) => times.length > most).map(([id]) => id);
}

test('what is wrong with one destination delays nobody else', LONG, async () => {
  const all: Record<'waits' | 'events' | 'whileTrebleFails', number[]> = {
    waits: [],
    events: [],
    whileTrebleFails: [],
  };
  await fc.assert(
    fc.asyncProperty(mildScenario, async (plan) => {
      const story = await storyFrom(plan);
      expectKept(story);
      const { waits, events } = healthyMs(story);
      const trebleFails = plan.conditions.treble !== 'healthy';
      all[trebleFails ? 'whileTrebleFails' : 'waits'].push(...waits);
      all.events.push(...events);
      expect(Math.max(0, ...events), printStory(story)).toBeLessThanOrEqual(LATEST_MS);
      const latestMs = trebleFails ? LATEST_WHILE_TREBLE_FAILS_MS : LATEST_MS;
      expect(Math.max(0, ...waits), printStory(story)).toBeLessThanOrEqual(latestMs);
    }),
    runs(RUNS.mild),
  );
  const p99 = (ms: readonly number[]) =>
    percentile(
      [0, ...ms].toSorted((a, b) => a - b),
      99,
    );
  console.info(
    `simulation: p99 of healthy ${JSON.stringify(Object.entries(all).map(([name, ms]) => [name, ms.length, p99(ms)]))}`,
  );
  expect(p99(all.waits)).toBeLessThanOrEqual(2_000);
  expect(p99(all.events)).toBeLessThanOrEqual(2_000);
  expect(p99(all.whileTrebleFails)).toBeLessThanOrEqual(5_000);
});

test(
  'a crowd behind a destination that was away delays nobody else, and all get their result',
  LONG,
  async () => {
    await fc.assert(
      fc.asyncProperty(crowdedScenario, async (plan) => {
        const story = await storyFrom(plan);
        expectKept(story);
        expectResults(story);
        const { crowd, others } = recoveryMs(story);
        expect(Math.max(0, ...others), printStory(story)).toBeLessThanOrEqual(OTHERS_LATEST_MS);
        expect(Math.max(0, ...crowd), printStory(story)).toBeLessThanOrEqual(CROWD_LATEST_MS);
      }),
      runs(RUNS.crowded),
    );
  },
);

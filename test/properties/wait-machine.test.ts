// The whole wait machine: the real code of ingest, worker and sweeper, on fakes and virtual time, with every kind of
// fault. The promises hold in every scenario.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from './runs.ts';
import { printStory } from './simulation/print-story.ts';
import { fairScenario, scenario } from './simulation/scenario.ts';
import { sendingPromises } from './simulation/sending-promises.ts';
import { simulate } from './simulation/simulate.ts';
import { type Story, storyOf } from './simulation/story.ts';
import { waitingPromises } from './simulation/waiting-promises.ts';

const promises = Object.entries({ ...waitingPromises, ...sendingPromises });

function expectKept(story: Story): void {
  const broken = promises.filter(([, breaches]) => breaches(story).length > 0).map(([promise]) => promise);
  expect(broken, [...broken, printStory(story)].join('\n')).toEqual([]);
}

test('with any faults every wait ends as promised', { timeout: 3600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (plan) => expectKept(storyOf(await simulate(plan)))),
    runs(200),
  );
});

test('with one service unavailable for some time every wait gets its result', {
  timeout: 3600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fairScenario, async (plan) => {
      const story = storyOf(await simulate(plan));
      expectKept(story);
      const waits = story.cycles.filter(
        (cycle) => !story.isSuperseded(cycle) && story.end(cycle) !== 'closed',
      );
      const causes = waits.map(({ decisions }) => decisions[0]?.cause);
      expect(causes, printStory(story)).toEqual(waits.map(() => 'done'));
      const storeUnavailable = plan.actions.some(
        (action) => action.kind === 'outage' && action.of === 'store',
      );
      const most = plan.conditions.processor === 'flaky' ? 2 : 1;
      const attempts = Map.groupBy(story.history.attempts, ({ deliveryId }) => deliveryId).values();
      const tooMany = [...attempts].filter((times) => times.length > most);
      expect(storeUnavailable ? [] : tooMany, printStory(story)).toEqual([]);
    }),
    runs(100),
  );
});

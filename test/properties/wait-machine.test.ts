// The wait machine as a whole: the real code of ingest, worker and sweeper, on fakes and virtual time, through
// whatever can go wrong. Whatever the story, the promises hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from './runs.ts';
import { narrate } from './simulation/narrate.ts';
import { fairScenario, scenario } from './simulation/scenario.ts';
import { sendingPromises } from './simulation/sending-promises.ts';
import { simulate } from './simulation/simulate.ts';
import { type Tale, taleOf } from './simulation/tale.ts';
import { waitingPromises } from './simulation/waiting-promises.ts';

const promises = Object.entries({ ...waitingPromises, ...sendingPromises });

function expectKept(tale: Tale): void {
  const broken = promises.filter(([, breaches]) => breaches(tale).length > 0).map(([promise]) => promise);
  expect(broken, [...broken, narrate(tale)].join('\n')).toEqual([]);
}

test('whatever goes wrong, every wait is brought to its end as promised', { timeout: 3600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (told) => expectKept(taleOf(await simulate(told)))),
    runs(200),
  );
});

test('with one service away for a while, every wait still gets its result', {
  timeout: 3600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fairScenario, async (told) => {
      const tale = taleOf(await simulate(told));
      expectKept(tale);
      const waits = tale.cycles.filter((cycle) => !tale.isSuperseded(cycle) && tale.end(cycle) !== 'closed');
      const causes = waits.map(({ decisions }) => decisions[0]?.cause);
      expect(causes, narrate(tale)).toEqual(waits.map(() => 'done'));
      const storeAway = told.actions.some((action) => action.kind === 'outage' && action.of === 'store');
      const most = told.weather.processor === 'flaky' ? 2 : 1;
      const { asked } = tale.history;
      const often = Map.groupBy(asked, ({ deliveryId }) => deliveryId).values();
      const tooOften = [...often].filter((times) => times.length > most);
      expect(storeAway ? [] : tooOften, narrate(tale)).toEqual([]);
    }),
    runs(100),
  );
});

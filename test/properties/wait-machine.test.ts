// The whole wait machine: the real code of ingest, worker and sweeper, on fakes and virtual time, with every kind of
// fault. The promises hold in every scenario.
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

test('with any faults every wait ends as promised', { timeout: 3600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (plan) => expectKept(taleOf(await simulate(plan)))),
    runs(200),
  );
});

test('with one service unavailable for some time every wait gets its result', {
  timeout: 3600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fairScenario, async (plan) => {
      const tale = taleOf(await simulate(plan));
      expectKept(tale);
      const waits = tale.cycles.filter((cycle) => !tale.isSuperseded(cycle) && tale.end(cycle) !== 'closed');
      const causes = waits.map(({ decisions }) => decisions[0]?.cause);
      expect(causes, narrate(tale)).toEqual(waits.map(() => 'done'));
      const storeUnavailable = plan.actions.some(
        (action) => action.kind === 'outage' && action.of === 'store',
      );
      const most = plan.weather.processor === 'flaky' ? 2 : 1;
      const attempts = Map.groupBy(tale.history.attempts, ({ deliveryId }) => deliveryId).values();
      const tooMany = [...attempts].filter((times) => times.length > most);
      expect(storeUnavailable ? [] : tooMany, narrate(tale)).toEqual([]);
    }),
    runs(100),
  );
});

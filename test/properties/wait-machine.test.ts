// The wait machine as a whole: the real code of ingest, worker and sweeper, on twins and virtual time, through
// whatever can go wrong. Whatever the story, the promises hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from './runs.ts';
import { narrate } from './simulation/narrate.ts';
import { scenario } from './simulation/scenario.ts';
import { sendingPromises } from './simulation/sending-promises.ts';
import { simulate } from './simulation/simulate.ts';
import { taleOf } from './simulation/tale.ts';
import { waitingPromises } from './simulation/waiting-promises.ts';

const promises = Object.entries({ ...waitingPromises, ...sendingPromises });

test('whatever goes wrong, every wait is brought to its end as promised', { timeout: 3600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (told) => {
      const tale = taleOf(await simulate(told));
      const broken = promises.filter(([, breaches]) => breaches(tale).length > 0).map(([promise]) => promise);
      expect(broken, narrate(tale)).toEqual([]);
    }),
    runs(200),
  );
});

// The short form of `npm run kill`: two kills under load.
import { expect, test } from 'vitest';
import { killRun } from './kill-run.ts';

test('everything is killed twice under load: all that was acknowledged is found again', {
  timeout: 400_000,
}, async () => {
  const { lost, left, kills, acknowledged } = await killRun({
    seed: 1,
    isOver: ({ kills }) => kills === 2,
    killAfterMs: [5_000, 8_000],
    killAtStart: 0,
    perSecond: 8,
    deadlineSeconds: 60,
    workerTimeoutSeconds: 30,
    settleMs: 300_000,
    say: () => undefined,
  });
  expect({ lost, left, kills }).toEqual({
    lost: [],
    kills: 2,
    left: {
      waits: 0,
      overdue: 0,
      kept: 0,
      queues: { WaitsQueue: 0, EventsQueue: 0, WaitsDeadLetterQueue: 0, EventsDeadLetterQueue: 0 },
    },
  });
  expect(Math.min(...Object.values(acknowledged))).toBeGreaterThan(0);
});

// A permit is given back once, however the work under it ends.
import { expect, test } from 'vitest';
import type { Breaker } from '../../../../functions/core/breaker/breaker.ts';
import { withPermit } from '../../../../functions/core/breaker/with-permit.ts';
import { neverOpen } from '../../../contracts/breaker.fake.ts';

const CALL = { destination: 'treble', callMs: 8000, conversation: 'c', history: 'new' } as const;

function recordingBreaker() {
  const reports: string[] = [];
  const breaker: Breaker = {
    ...neverOpen,
    acquire: async (_destination, call) => ({ kind: 'granted', probe: true, ...call }),
    async report(_destination, health) {
      reports.push(health);
      return health === 'failed';
    },
  };
  return { breaker, reports };
}

test('work that reports its destination’s health gives the permit back at once', async () => {
  const { breaker, reports } = recordingBreaker();
  const called = await withPermit(breaker, CALL, async (report) => {
    await report('failed');
    expect(reports).toEqual(['failed']);
    return 'done';
  });
  expect(called).toEqual({ kind: 'called', value: 'done' });
  expect(reports).toEqual(['failed']);
});

test('work that fails before its call says nothing about the destination', async () => {
  const { breaker, reports } = recordingBreaker();
  const failing = withPermit(breaker, CALL, () => Promise.reject(new Error('The store is away.')));
  await expect(failing).rejects.toThrow('away');
  expect(reports).toEqual(['unknown']);
});

test('work that fails after its call keeps what it has reported', async () => {
  const { breaker, reports } = recordingBreaker();
  const failing = withPermit(breaker, CALL, async (report) => {
    await report('healthy');
    throw new Error('The answer could not be written.');
  });
  await expect(failing).rejects.toThrow('written');
  expect(reports).toEqual(['healthy']);
});

test('behind an open breaker nothing is done and nothing is reported', async () => {
  const { breaker, reports } = recordingBreaker();
  const paused: Breaker = { ...breaker, acquire: async () => ({ kind: 'paused', untilMs: 1 }) };
  const work = () => Promise.reject(new Error('Not to be called.'));
  expect(await withPermit(paused, CALL, work)).toEqual({ kind: 'paused', untilMs: 1 });
  expect(reports).toEqual([]);
});

// What the alarms are told once a minute.
import { expect, test } from 'vitest';
import type { OpenWait } from '../../../functions/shared/domain/report.ts';
import { printMetrics, type Watched } from '../../../functions/sweeper/print-metrics.ts';
import { memoryLog } from '../../twins/log.ts';
import { virtualClock } from '../../twins/virtual-clock.ts';
import { T0 } from '../shared/domain/given.ts';

const wait = (deadlineAtMs: number): OpenWait => ({
  conversation: 'c',
  source: 'treble',
  state: 'waiting',
  cycle: 1,
  receivedAtMs: T0 - 1e6,
  deadlineAtMs,
  dueAtMs: T0,
});

async function printed(given: Partial<Watched> = {}) {
  const lines: string[] = [];
  const log = memoryLog();
  const waits = [wait(T0 - 120_001), wait(T0 - 120_000), wait(T0 + 1)];
  await printMetrics(
    {
      errorLog: { newest: async () => ({ open: 7, more: false, newest: [] }) },
      openWaits: { open: async () => ({ count: 3, more: false, oldest: waits }) },
      breakers: {
        notClosed: async () => [{ destination: 'treble', state: 'open', untilMs: T0 + 1, failures: 101 }],
      },
      clock: virtualClock(T0),
      log,
      print: (line) => void lines.push(line),
      ...given,
    },
    'Acuse',
  );
  return { lines: lines.map((line) => JSON.parse(line)), log };
}

test('open entries, waits that are minutes past their deadline, and paused destinations are told in one line', async () => {
  const { lines } = await printed();
  expect(lines).toMatchObject([
    { Stack: 'Acuse', OpenErrorLogEntries: 7, WaitsPastDeadline: 1, OpenBreakers: 1 },
  ]);
});

test('what cannot be read is no reason for the sweeper to fail', async () => {
  const { lines, log } = await printed({
    breakers: { notClosed: () => Promise.reject(new Error('away')) },
  });
  expect(lines).toEqual([]);
  expect(log.of('metrics_error')).toHaveLength(1);
});

// The metrics for the alarms, printed once a minute.
import { expect, test } from 'vitest';
import type { OpenWait } from '../../../functions/core/wait/open-waits.ts';
import { openWaitsOf } from '../../../functions/core/wait/open-waits.ts';
import { printMetrics, type Watched } from '../../../functions/sweeper/print-metrics.ts';
import { T0 } from '../../builders.ts';
import { memoryLog } from '../../contracts/log.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';

const wait = (deadlineAtMs: number): OpenWait => ({
  conversation: 'c',
  source: 'treble',
  state: 'waiting',
  cycle: 1,
  receivedAtMs: T0 - 1e6,
  deadlineAtMs,
  dueAtMs: T0,
});

async function printed(changes: Partial<Watched> = {}) {
  const lines: string[] = [];
  const log = memoryLog();
  const waits = [wait(T0 - 120_001), wait(T0 - 120_000), wait(T0 + 1)];
  await printMetrics(
    {
      errorLog: { newest: async () => ({ open: 7, more: false, newest: [] }) },
      openWaits: { open: async (query) => openWaitsOf(waits, false, query) },
      breakers: {
        notClosed: async () => [{ destination: 'treble', state: 'open', untilMs: T0 + 1, failures: 101 }],
      },
      clock: virtualClock(T0),
      log,
      print: (line) => void lines.push(line),
      ...changes,
    },
    'Acuse',
  );
  return { lines: lines.map((line) => JSON.parse(line)), log };
}

test('one line has the open entries, the waits minutes past their deadline, and the open breakers', async () => {
  const { lines } = await printed();
  expect(lines).toMatchObject([
    { Stack: 'Acuse', OpenErrorLogEntries: 7, WaitsPastDeadline: 1, OpenBreakers: 1 },
  ]);
});

const unavailable = () => Promise.reject(new Error('unavailable'));

test.each([
  ['OpenErrorLogEntries', 'openErrorLogEntries', { errorLog: { newest: unavailable } }],
  ['WaitsPastDeadline', 'waitsPastDeadline', { openWaits: { open: unavailable } }],
  ['OpenBreakers', 'openBreakers', { breakers: { notClosed: unavailable } }],
])('without %s the line has the others, and the log names the missing one', async (name, metric, changes) => {
  const { lines, log } = await printed(changes);
  const [line] = lines;
  const { OpenErrorLogEntries, WaitsPastDeadline, OpenBreakers } = line;
  const values = { OpenErrorLogEntries, WaitsPastDeadline, OpenBreakers };
  expect(values).toEqual({
    OpenErrorLogEntries: 7,
    WaitsPastDeadline: 1,
    OpenBreakers: 1,
    [name]: undefined,
  });
  // The line declares only metrics with a value.
  const declared = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
  expect(declared).toEqual(Object.keys(values).filter((one) => one !== name));
  expect(log.of('metrics_error')).toMatchObject([{ metric, error: 'Error' }]);
});

test('without any metric there is no line and no error', async () => {
  const { lines, log } = await printed({
    errorLog: { newest: unavailable },
    openWaits: { open: unavailable },
    breakers: { notClosed: unavailable },
  });
  expect(lines).toEqual([]);
  expect(log.of('metrics_error')).toHaveLength(3);
});

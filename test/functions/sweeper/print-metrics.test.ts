// What the alarms are told once a minute.
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

async function printed(given: Partial<Watched> = {}) {
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

const away = () => Promise.reject(new Error('away'));

test.each([
  ['OpenErrorLogEntries', 'openErrorLogEntries', { errorLog: { newest: away } }],
  ['WaitsPastDeadline', 'waitsPastDeadline', { openWaits: { open: away } }],
  ['OpenBreakers', 'openBreakers', { breakers: { notClosed: away } }],
])(
  '%s cannot be read: the others are told, and the log says what is missing',
  async (name, metric, given) => {
    const { lines, log } = await printed(given);
    const [line] = lines;
    const { OpenErrorLogEntries, WaitsPastDeadline, OpenBreakers } = line;
    const told = { OpenErrorLogEntries, WaitsPastDeadline, OpenBreakers };
    expect(told).toEqual({
      OpenErrorLogEntries: 7,
      WaitsPastDeadline: 1,
      OpenBreakers: 1,
      [name]: undefined,
    });
    // Announced is only what has a value.
    const announced = line._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    expect(announced).toEqual(Object.keys(told).filter((one) => one !== name));
    expect(log.of('metrics_error')).toMatchObject([{ metric, error: 'Error' }]);
  },
);

test('nothing can be read: no line, and no reason for the sweeper to fail', async () => {
  const { lines, log } = await printed({
    errorLog: { newest: away },
    openWaits: { open: away },
    breakers: { notClosed: away },
  });
  expect(lines).toEqual([]);
  expect(log.of('metrics_error')).toHaveLength(3);
});

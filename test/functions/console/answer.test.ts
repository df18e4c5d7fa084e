// The answers of the console to a dashboard and to a local run, also when a store fails.
import { expect, test } from 'vitest';
import { answer } from '../../../functions/console/answer.ts';
import type { OverviewPorts } from '../../../functions/console/read-overview.ts';
import { openWaitsOf } from '../../../functions/core/wait/open-waits.ts';
import { memoryLog } from '../../contracts/log.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { AT_MS, NO_ERRORS, NO_WAITS, one, waitOf } from './overviews.ts';

const ARN = 'arn:aws:lambda:sa-east-1:000000000000:function:Operate';

function buildConsole(overrides: Partial<OverviewPorts> = {}) {
  const log = memoryLog();
  const stats = one.stats;
  if (!stats) throw new Error('The overview has statistics.');
  const ports: OverviewPorts = {
    stats: { read: async () => stats },
    waits: { open: async () => NO_WAITS },
    breakers: { notClosed: async () => [] },
    errorLog: { newest: async () => NO_ERRORS },
    clock: { nowMs: () => AT_MS, sleep: () => new Promise(() => undefined) },
    log,
    ...overrides,
  };
  const ask = async (event: unknown, operateArn?: string) =>
    String(await answer(event, ports, operateArn === undefined ? {} : { operateArn }));
  return { ask, ports, log };
}

const context = (fields: object) => ({ widgetContext: { theme: 'light', ...fields } });

test('a dashboard that asks for the description gets Markdown', async () => {
  const { ports } = buildConsole();
  expect(await answer({ describe: true }, ports, {})).toEqual({
    markdown: expect.stringContaining('## Acuse console'),
  });
});

test('a widget uses the theme and time zone of the dashboard', async () => {
  const { ask } = buildConsole();
  const timezone = { label: 'Local', offsetISO: '-05:00', offsetInMinutes: 300 };
  const html = await ask(context({ theme: 'dark', timezone }));
  expect(html).toContain('<div class="acuse dark">');
  expect(html).toContain('2026-11-24 09:05:06');
  expect(html).toContain('Times are Local (UTC-05:00)');
});

test.each([
  undefined,
  null,
  'text',
  {},
  { widgetContext: null },
  { widgetContext: 7 },
  context({ theme: 'blue', timezone: { label: 7 } }),
  context({ timezone: { label: 'x', offsetISO: '+99:99' } }),
  { surface: 'fax', describe: 'yes' },
])('invalid dashboard context falls back to UTC: %j', async (event) => {
  const html = await buildConsole().ask(event);
  expect(html).toContain('Times are UTC');
  expect(html).toContain('879');
});

test('a page is a complete document, in UTC or in the requested zone', async () => {
  const { ask } = buildConsole();
  const html = await ask({ surface: 'page', timeZone: 'America/Sao_Paulo' });
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).toContain('2026-11-24 11:05:06');
  expect(await ask({ surface: 'page', timeZone: 'Mars/Olympus' })).toContain('This time zone is unknown');
});

test('a page refreshes only on request, and not too often', async () => {
  const { ask } = buildConsole();
  const refreshing = '<meta http-equiv="refresh"';
  expect(await ask({ surface: 'page' })).not.toContain(refreshing);
  expect(await ask({ surface: 'page', refreshSeconds: 10 })).toContain(`${refreshing} content="10">`);
  for (const refreshSeconds of [0, 1, -5, 1e9, '10', Number.NaN]) {
    expect(await ask({ surface: 'page', refreshSeconds })).not.toContain(refreshing);
  }
});

test('a page shows the result of a command', async () => {
  const { ask } = buildConsole();
  const html = await ask({ surface: 'page', notice: { ok: false, message: 'It is <gone>.' } });
  expect(html).toContain('<strong>Not done.</strong> It is &#60;gone&#62;.');
});

test('buttons need an operate function', async () => {
  const { ask } = buildConsole();
  expect(await ask({})).not.toContain('cwdb-action action');
  expect(await ask({}, ARN)).toContain(`endpoint="${ARN}"`);
  expect(await ask({ surface: 'page', timeZone: 'Europe/Madrid' }, ARN)).toContain(
    'action="/.acuse/operate?tz=Europe%2FMadrid"',
  );
});

test('a part that fails is missing, and only the name of its error is logged; the others are shown', async () => {
  const secret = 'message of the store';
  const { ask, log } = buildConsole({ waits: { open: async () => Promise.reject(new TypeError(secret)) } });
  const html = await ask({ surface: 'page' });
  expect(html).toContain('The open waits could not be read');
  expect(html).toContain('879');
  expect(html).not.toContain(secret);
  expect(log.lines).toEqual([
    { level: 'warn', event: 'console_part_unread', part: 'waits', error: 'TypeError' },
  ]);
});

test('a part times out after 8 s', async () => {
  const clock = virtualClock(AT_MS);
  const { ask, log } = buildConsole({ clock, stats: { read: () => new Promise(() => undefined) } });
  const html = await clock.finish(ask({ surface: 'page' }));
  expect(html).toContain('The statistics could not be read');
  expect(clock.nowMs() - AT_MS).toBe(8_000);
  expect(log.of('console_part_unread')).toMatchObject([{ part: 'stats', error: 'timeout' }]);
});

test('late waits are counted and shown with the same time, even if reading takes long', async () => {
  let readings = 0;
  const { ask } = buildConsole({
    waits: { open: async (query) => openWaitsOf([waitOf(0, { deadlineAtMs: AT_MS })], false, query) },
    clock: { nowMs: () => AT_MS + 60_000 * readings++, sleep: () => new Promise(() => undefined) },
  });
  const html = await ask({ surface: 'page' });
  expect(html).toContain('all within the deadline');
  expect(html).not.toContain('passed');
});

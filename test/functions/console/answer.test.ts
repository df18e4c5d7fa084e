// The answers of the console to a dashboard and to a local run, also when a store fails.
import { describe, expect, test } from 'vitest';
import { answer, type ConsoleSettings } from '../../../functions/console/answer.ts';
import type { OverviewPorts } from '../../../functions/console/read-overview.ts';
import type { NewEntry } from '../../../functions/core/error-log/entry.ts';
import type { StatsQuery } from '../../../functions/core/statistics/stats-store.ts';
import { openWaitsOf } from '../../../functions/core/wait/open-waits.ts';
import { FIRST_SOURCES } from '../../../functions/platforms/list.ts';
import { memoryErrorLog } from '../../contracts/error-log.fake.ts';
import { memoryLog } from '../../contracts/log.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { AT_MS, NO_WAITS, one, parkedOf, waitOf } from './overviews.ts';

const DEFAULTS = { processor: 'http', deadlineSeconds: 240 };
const ARN = 'arn:aws:lambda:sa-east-1:000000000000:function:Operate';

function buildConsole(overrides: Partial<OverviewPorts> = {}) {
  const log = memoryLog();
  const stats = one.stats;
  if (!stats) throw new Error('The overview has statistics.');
  const ports: OverviewPorts = {
    stats: { read: async () => stats },
    waits: { open: async () => NO_WAITS },
    breakers: { notClosed: async () => [] },
    errorLog: memoryErrorLog(),
    sources: { read: async () => ({ sources: FIRST_SOURCES, version: 1 }) },
    clock: { nowMs: () => AT_MS, sleep: () => new Promise(() => undefined) },
    log,
    ...overrides,
  };
  const ask = async (event: unknown, arns: Partial<ConsoleSettings> = {}) =>
    String(await answer(event, ports, { ...arns, defaults: DEFAULTS }));
  return { ask, ports, log };
}

const context = (fields: object) => ({ widgetContext: { theme: 'light', ...fields } });

test('a dashboard that asks for the description gets Markdown', async () => {
  const { ports } = buildConsole();
  expect(await answer({ describe: true }, ports, { defaults: DEFAULTS })).toEqual({
    markdown: expect.stringContaining('## Acuse console'),
  });
});

test('a widget uses the theme and time zone of the dashboard', async () => {
  const { ask } = buildConsole();
  const timezone = { label: 'Local', offsetISO: '-05:00', offsetInMinutes: 300 };
  const html = await ask(context({ theme: 'dark', timezone }));
  expect(html).toContain('<div class="acuse dark" lang="en">');
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
  const html = await ask({ surface: 'page', tz: 'America/Sao_Paulo' });
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).toContain('2026-11-24 11:05:06');
  expect(await ask({ surface: 'page', tz: 'Mars/Olympus' })).toContain('This time zone is unknown');
});

test('a page refreshes only on request, and not too often', async () => {
  const { ask } = buildConsole();
  const refreshing = '<meta http-equiv="refresh"';
  expect(await ask({ surface: 'page' })).not.toContain(refreshing);
  expect(await ask({ surface: 'page', refresh: '10' })).toContain(`${refreshing} content="10">`);
  for (const refresh of ['0', '1', '-5', '1e9', '99999', 10, 'ten']) {
    expect(await ask({ surface: 'page', refresh })).not.toContain(refreshing);
  }
});

test('a page shows the result of a command', async () => {
  const { ask } = buildConsole();
  const html = await ask({ surface: 'page', notice: { ok: false, message: 'It is <gone>.' } });
  expect(html).toContain('<strong>Not done.</strong> It is &#60;gone&#62;.');
});

test('buttons need an operate function', async () => {
  const { ask } = buildConsole();
  expect(await ask({})).not.toContain('<cwdb-action');
  expect(await ask({}, { operateArn: ARN })).toContain(`endpoint="${ARN}"`);
  expect(await ask({ surface: 'page', tz: 'Europe/Madrid' }, { operateArn: ARN })).toContain(
    'action="/.acuse/operate?lang=en&#38;tz=Europe%2FMadrid&#38;window=30m"',
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

describe('the period', () => {
  test.each([
    [undefined, { minutes: 30, stepMinutes: 1 }],
    ['3h', { minutes: 180, stepMinutes: 5 }],
    ['24h', { minutes: 1440, stepMinutes: 30 }],
    ['7d', { minutes: 10_080, stepMinutes: 180 }],
    ['a year', { minutes: 30, stepMinutes: 1 }],
  ])('%s is read with at most 60 bars', async (window, expected) => {
    const asked: StatsQuery[] = [];
    const read = async (query: StatsQuery) => {
      asked.push(query);
      return one.stats ?? Promise.reject(new Error());
    };
    const { ask } = buildConsole({ stats: { read } });
    const html = await ask({ surface: 'page', window });
    expect(asked).toEqual([expected]);
    expect(expected.minutes / expected.stepMinutes).toBeLessThanOrEqual(60);
    expect(html).toContain('<b aria-current="true">');
  });

  test('of the current view is kept by every link, form and button', async () => {
    const { ask } = buildConsole();
    const html = await ask(
      { surface: 'page', window: '24h', lang: 'es', tz: 'Europe/Madrid' },
      { operateArn: ARN },
    );
    const queries = html.match(/(?<=href="\?|operate\?)[^"]*/g) ?? [];
    expect(queries.length).toBeGreaterThan(5);
    for (const query of queries) expect(query).toMatch(/^lang=es&#38;tz=Europe%2FMadrid&#38;window=/);
    expect(html).toContain('<input type="hidden" name="window" value="24h">');
  });
});

describe('the language', () => {
  test.each([
    [{ surface: 'page' }, 'en'],
    [{ surface: 'page', lang: 'es' }, 'es'],
    [{ surface: 'page', lang: 'fr-FR,pt-BR;q=0.8,en' }, 'pt'],
    [{ surface: 'page', lang: 'klingon' }, 'en'],
    [context({ locale: 'es' }), 'es'],
    [{ language: 'pt', ...context({ locale: 'es' }) }, 'pt'],
    [{ language: 7, ...context({ locale: 'pt-BR' }) }, 'pt'],
  ])('of %j is %s', async (event, language) => {
    expect(await buildConsole().ask(event)).toContain(`lang="${language}"`);
  });
});

describe('the filter of the error log', () => {
  async function logOf(...entries: readonly Partial<NewEntry>[]) {
    const log = memoryErrorLog();
    for (const [at, entry] of entries.entries()) await log.add({ ...parkedOf(at), ...entry });
    return log;
  }

  test('shows only the entries of a source and a reason', async () => {
    const errorLog = await logOf({ source: 'sales' }, { reason: 'deadline' }, {});
    const { ask } = buildConsole({ errorLog });
    const html = await ask({ surface: 'page', source: 'botmaker', reason: 'processor_error' });
    expect(html).toContain(parkedOf(2).deliveryId);
    for (const other of [0, 1]) expect(html).not.toContain(parkedOf(other).deliveryId);
    expect(html).toContain('<option value="processor_error" selected>');
    expect(html).toContain('Show all');
  });

  test.each([
    ['a delivery id', parkedOf(1).deliveryId],
    ['an entry’s id', parkedOf(1).id],
    ['a conversation', parkedOf(1).conversation],
    ['the beginning of one', parkedOf(1).conversation?.slice(0, 12)],
    ['spaces around it', ` ${parkedOf(1).deliveryId} `],
  ])('finds %s, also after a replay', async (_, search) => {
    const errorLog = await logOf({}, {}, {});
    await errorLog.markReplayed(parkedOf(1).id, { atMs: AT_MS, by: 'console' });
    const html = await buildConsole({ errorLog }).ask({ surface: 'page', search }, { operateArn: ARN });
    expect(html).toContain('replayed 2026-11-24 14:05:06');
    for (const other of [0, 2]) expect(html).not.toContain(parkedOf(other).deliveryId);
  });

  test.each(['no such delivery', '0197c', 'bM'])('finds nothing for %j, and says so', async (search) => {
    const errorLog = await logOf({}, {});
    const html = await buildConsole({ errorLog }).ask({ surface: 'page', search });
    expect(html).toContain('No entry matches.');
  });

  test('says how far it looked', async () => {
    const errorLog = await logOf();
    async function* search() {
      for (let at = 0; ; at += 1) yield parkedOf(at);
    }
    const { ask } = buildConsole({ errorLog: { ...errorLog, search } });
    const html = await ask({ surface: 'page', search: 'missing' });
    expect(html).toContain('Only the newest 10,000 entries were searched.');
  });

  test('in a widget is what was typed into the form of the search, and of no other call', async () => {
    const errorLog = await logOf({}, {});
    const { ask } = buildConsole({ errorLog });
    const typed = context({ forms: { all: { search: parkedOf(1).deliveryId } } });
    const arns = { consoleArn: 'arn:console' };
    const html = await ask({ typed: true, ...typed }, arns);
    expect(html).not.toContain(parkedOf(0).deliveryId);
    expect(html).toContain('endpoint="arn:console"');
    expect(await ask(typed, arns)).toContain(parkedOf(0).deliveryId);
  });
});

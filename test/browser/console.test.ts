// The console in a real browser, in each state: the content is there, it fits, screen readers and keyboards can use it,
// and it sends no requests. With SCREENSHOTS=yes, screenshots are written to build/screenshots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPage } from '../../functions/console/page.ts';
import { SCRIPT } from '../../functions/console/script.ts';
import { renderWidget } from '../../functions/console/widget.ts';
import { LANGUAGES, type Language } from '../../functions/runtime/language.ts';
import { drawn, HOSTILE, STATES, type StateName, VIEW } from '../functions/console/overviews.ts';
import { root } from '../rules/source-files.ts';
import { findChromium, openBrowser, shoot, visit } from './chromium.ts';

const SCREENSHOTS = join(root, 'build/screenshots');
const SIZES = {
  small: { width: 320, height: 640 },
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 800 },
};
const THEMES = ['light', 'dark'] as const;
const ARN = 'arn:aws:lambda:sa-east-1:000000000000:function';

const pageOf = (state: StateName, language: Language = 'en'): string => {
  const view = { ...VIEW, language };
  return renderPage(STATES[state], { kind: 'page', view, unknownZone: false }, drawn({ view }));
};

/** A minimal page around a widget. */
const dashboardOf = (state: StateName, theme: 'light' | 'dark', width: number): string =>
  `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Dashboard</title>
<body style="margin:0"><main><h1>Dashboard</h1><div style="width:${width}px;max-width:100%">${renderWidget(
    STATES[state],
    theme,
    drawn({
      surface: 'widget',
      target: { kind: 'widget', operateArn: `${ARN}:Operate` },
      consoleArn: `${ARN}:Console`,
    }),
  )}</div></main>`;

const chromium = findChromium();

let browser: Browser;
beforeAll(async () => {
  if (!chromium) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await openBrowser(chromium);
});
afterAll(() => browser?.close());

/** axe checks every element, which is slow on a busy machine. */
const PATIENCE_MS = 120_000;

/** The overflow to the right, in px. */
const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** The number of tiles in each row, and the distance of each row from the sides of the box, in px. */
const TILES = `(() => {
  const box = document.querySelector('.tiles').getBoundingClientRect();
  const tiles = [...document.querySelectorAll('.tiles > div')].map((tile) => tile.getBoundingClientRect());
  const rows = [...new Set(tiles.map(({ top }) => top))].map((at) => tiles.filter(({ top }) => top === at));
  return {
    counts: rows.map(({ length }) => length),
    gaps: rows.flatMap((row) => [row.at(0).left - box.left, box.right - row.at(-1).right]),
  };
})()`;

/** The focused element, and its outline. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return [document.activeElement.tagName, outlineStyle, outlineWidth].join(' ');
  })()`);

/**
 * The findings of axe. Folded parts are opened first, of rows and their tables only the first ones. A form of a command
 * lies over what follows, so forms are checked by their own test.
 */
async function violationsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(`document
    .querySelectorAll('details:not(.values, .row, .act), li:first-child > .row, li:first-child > .row .values')
    .forEach((details) => { details.open = true; })`);
  await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run(document, ${JSON.stringify(options)})`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)} (${nodes.length})`);
}

/** The colours of a theme. */
const COLOURS = ['color-contrast'];

const states: StateName[] = [
  'empty',
  'one',
  'twenty',
  'forty',
  'failing',
  'refused',
  'manyErrors',
  'unread',
  'nothingRead',
  'millions',
  'hostile',
];

describe.skipIf(!chromium)('in a browser', () => {
  test('axe finds errors in an invalid page', async () => {
    const { page } = await visit(browser, { viewport: SIZES.phone });
    await page.setContent(
      pageOf('one')
        .replaceAll(/<h1>.*?<\/h1>|<label>/g, '')
        .replaceAll('#56606b', '#aab'),
    );
    const found = (await violationsOf(page)).map((violation) => violation.replace(/:.*/s, ''));
    expect(found).toEqual(expect.arrayContaining(['color-contrast', 'label', 'page-has-heading-one']));
  });

  test('every state is tested here', () => {
    expect(states.toSorted()).toEqual(Object.keys(STATES).toSorted());
  });

  describe.each(states)('the page: %s', (state) => {
    test('fits a phone and a desktop, in both themes, and sends no requests', async () => {
      const { page, requests, problems } = await visit(browser, {});
      await page.setContent(pageOf(state));
      for (const [size, { width, height }] of Object.entries(SIZES)) {
        await page.setViewportSize({ width, height });
        expect(await overflowOf(page), size).toBe(0);
        const tall = await page.evaluate<number>('document.documentElement.scrollHeight');
        const clip = { x: 0, y: 0, width, height: Math.min(tall, 3000) };
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme });
          const path = join(SCREENSHOTS, `page-${state}-${size}-${colorScheme}.png`);
          await shoot(page, { path, clip, fullPage: true });
        }
      }
      expect([requests, problems]).toEqual([[], []]);
    });

    test(
      'has no findings of axe, in both themes',
      async () => {
        const { page } = await visit(browser, { viewport: SIZES.phone, colorScheme: 'light' });
        await page.setContent(pageOf(state));
        expect(await violationsOf(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await violationsOf(page, COLOURS)).toEqual([]);
      },
      PATIENCE_MS,
    );
  });

  describe.each(states)('the widget: %s', (state) => {
    test(
      'fits a dashboard and has no findings of axe, in both themes',
      async () => {
        // The dashboard and the system have different themes here.
        const { page, requests, problems } = await visit(browser, {
          viewport: SIZES.desktop,
          colorScheme: 'dark',
        });
        for (const theme of THEMES) {
          for (const width of [360, 1240]) {
            await page.setContent(dashboardOf(state, theme, width));
            expect(await overflowOf(page)).toBe(0);
            const inside = await page
              .locator('.acuse')
              .evaluate((widget) => widget.scrollWidth - widget.clientWidth);
            expect(inside).toBe(0);
          }
          const clip = { x: 0, y: 0, width: 1280, height: 1500 };
          await shoot(page, {
            path: join(SCREENSHOTS, `widget-${state}-${theme}.png`),
            clip,
            fullPage: true,
          });
          expect(await violationsOf(page, theme === 'light' ? undefined : COLOURS)).toEqual([]);
          await page.emulateMedia({ colorScheme: 'light' });
        }
        expect([requests, problems]).toEqual([[], []]);
      },
      PATIENCE_MS,
    );
  });

  test.each(LANGUAGES)(
    'the forms of commands have no findings of axe, and every language fits: %s',
    async (language) => {
      const { page } = await visit(browser, { viewport: SIZES.small });
      for (const state of ['failing', 'refused', 'manyErrors', 'empty'] as const) {
        await page.setContent(pageOf(state, language));
        expect(await overflowOf(page), state).toBe(0);
        await page.evaluate(
          "document.querySelectorAll('.act').forEach((act) => act.removeAttribute('name'))",
        );
        await page.evaluate(
          "document.querySelectorAll('.entry:first-child .act').forEach((act) => { act.open = true; })",
        );
        expect(await overflowOf(page), state).toBe(0);
        expect(await violationsOf(page), state).toEqual([]);
      }
    },
    PATIENCE_MS,
  );

  test('nothing moves when a form opens, and only one is open', async () => {
    const { page } = await visit(browser, { viewport: SIZES.desktop });
    await page.setContent(pageOf('manyErrors'));
    const places = () =>
      page.evaluate<number[]>(
        "[...document.querySelectorAll('summary, h2, h3, .entry')].map((one) => one.getBoundingClientRect().top + scrollY)",
      );
    const before = await places();
    for (const verb of [/^Replay the oldest/, /^Dismiss the oldest/]) {
      await page.getByText(verb).click();
      expect(await places()).toEqual(before);
      expect(await page.locator('.act[open]').count()).toBe(1);
    }
    const button = page.getByRole('button', { name: /^Yes, dismiss 100/ });
    expect(await button.isVisible()).toBe(true);
  });

  test('a tile leads to its part, and a link to a source opens its row', async () => {
    const { page } = await visit(browser, { viewport: SIZES.desktop, javaScriptEnabled: false });
    await page.setContent(pageOf('forty'));
    await page.getByRole('link', { name: 'Webhooks received' }).click();
    const top = await page.locator('#sources').evaluate((part) => part.getBoundingClientRect().top);
    expect(Math.abs(top)).toBeLessThan(20);
    expect(await page.locator('.row[open]').count()).toBe(0);
    await page.getByRole('link', { name: 'support-18' }).click();
    expect(await page.locator('.row[open] h3').allTextContents()).toEqual(['support-18']);
  });

  test('forty sources fit two screens', async () => {
    const { page } = await visit(browser, { viewport: SIZES.desktop });
    await page.setContent(pageOf('forty'));
    const tall = await page.locator('#sources').evaluate((part) => part.getBoundingClientRect().height);
    expect(tall).toBeLessThan(2 * SIZES.desktop.height);
  });

  test('the tiles fill their rows at every width', async () => {
    const { page } = await visit(browser, {});
    await page.setContent(dashboardOf('failing', 'light', 1280));
    const rows = new Set<string>();
    for (let width = 320; width <= 1280; width += 20) {
      await page.setViewportSize({ width, height: 640 });
      const { counts, gaps } = await page.evaluate<{ counts: number[]; gaps: number[] }>(TILES);
      expect(Math.max(...gaps), `${width} px`).toBeLessThan(2);
      rows.add(counts.join(' + '));
    }
    expect([...rows]).toEqual(['2 + 2 + 2 + 1', '4 + 3']);
  });

  describe('without script', () => {
    const plain = { viewport: SIZES.desktop, javaScriptEnabled: false };

    test('the page has its content, by role and name', async () => {
      const { page } = await visit(browser, plain);
      await page.setContent(pageOf('failing'));
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Acuse console');
      expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
        'Paused destinations',
        'Why conversations went on without a result',
        'Open waits',
        'Error log',
        'Sources',
        'Destinations',
      ]);
      await page.locator('.row > summary', { hasText: 'botmaker' }).click();
      const image = page
        .getByRole('img', { name: /^webhooks a minute from 13:36 to 14:05: 0 success/ })
        .first();
      expect(await image.isVisible()).toBe(true);
      expect(await page.getByText('Paused until 14:12').isVisible()).toBe(true);
      expect(await page.getByText('switched off').isVisible()).toBe(true);
    });

    test('a table has the values of the bars', async () => {
      const { page } = await visit(browser, plain);
      await page.setContent(pageOf('one'));
      await page.locator('.row > summary').first().click();
      await page.getByText('Values of the bars').first().click();
      const table = page.getByRole('table', { name: /^webhooks a minute/ }).first();
      expect(await table.getByRole('row', { name: '13:53' }).textContent()).toMatch(/13:53\d+010/);
    });

    test('a replay needs two clicks, and the form has its fields', async () => {
      const { page } = await visit(browser, plain);
      await page.setContent(pageOf('one'));
      const confirm = page.getByRole('button', { name: /^Yes, replay delivery 0197c2d4-/ });
      expect(await confirm.count()).toBe(0);
      await page.getByText(/^Replay …/).click();
      expect(await confirm.isVisible()).toBe(true);
      const form = page.locator('form', { has: confirm });
      expect(await form.locator('input[name=id]').inputValue()).toBe(
        '0197c2d4-5e6f-7a81-b2c3-000000000000#work',
      );
    });
  });

  test('the keyboard reaches every link, field and button, with a visible focus', async () => {
    const { page } = await visit(browser, { viewport: SIZES.desktop });
    await page.setContent(pageOf('one'));
    const expected = await page
      .locator('a:visible, input:visible, select:visible, summary:visible, button:visible')
      .count();
    const seen: string[] = [];
    for (let step = 0; step < expected; step += 1) {
      await page.keyboard.press('Tab');
      seen.push(await focused(page));
    }
    expect(seen.filter((focused) => !/^(A|INPUT|SELECT|SUMMARY|BUTTON) solid 2px$/.test(focused))).toEqual(
      [],
    );
  });

  test('the keyboard reaches the second button of a replay', async () => {
    const { page } = await visit(browser, { viewport: SIZES.desktop });
    await page.setContent(pageOf('one'));
    await page.getByText(/^Replay …/).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toMatch(/^Yes, replay delivery/);
  });

  test('external HTML is shown as text', async () => {
    const { page, requests } = await visit(browser, { viewport: SIZES.desktop });
    let alerted = false;
    page.on('dialog', () => {
      alerted = true;
    });
    for (const html of [pageOf('hostile'), dashboardOf('hostile', 'light', 1200)]) {
      await page.setContent(html);
      expect(await page.locator('.row h3').first().textContent()).toBe(HOSTILE);
      expect(await page.locator('img').count()).toBe(0);
    }
    await page.setContent(pageOf('hostile'));
    expect(await page.locator('script').allTextContents()).toEqual([SCRIPT]);
    expect([alerted, requests]).toEqual([false, []]);
  });
});

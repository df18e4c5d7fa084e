// From the button to the notice, in a real browser and through the real local server with its headers.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { answer } from '../../functions/console/answer.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';
import { createConsole } from '../../local/console.ts';
import { isLocalRequest, listenOnLoopback, sendJson } from '../../local/loopback.ts';
import { splitTarget } from '../../local/request.ts';
import { memoryErrorLog } from '../contracts/error-log.fake.ts';
import { memoryLog } from '../contracts/log.fake.ts';
import { AT_MS, one } from '../functions/console/overviews.ts';
import { findChromium, openBrowser, visit } from './chromium.ts';

const SETTINGS = { operateArn: 'arn:operate', defaults: { processor: 'none', deadlineSeconds: 240 } };

const chromium = findChromium();

let browser: Browser;
beforeAll(async () => {
  if (chromium) browser = await openBrowser(chromium);
});
afterAll(() => browser?.close());

const read =
  <T>(part: T | null) =>
  async (): Promise<T> => {
    if (part === null) throw new Error('The overview is whole.');
    return part;
  };

async function serveConsole() {
  const commands: object[] = [];
  const errorLog = memoryErrorLog();
  for (const entry of one.errorLog?.entries ?? []) await errorLog.add(entry);
  const ports = {
    stats: { read: read(one.stats) },
    waits: { open: read(one.waits) },
    breakers: { notClosed: read(one.breakers) },
    errorLog,
    sources: { read: async () => ({ sources: FIRST_SOURCES, version: 1 }) },
    clock: { nowMs: () => AT_MS, sleep: () => new Promise<void>(() => undefined) },
    log: memoryLog(),
  };
  const console = createConsole({
    draw: async (event) => ({ ok: true, payload: await answer(event, ports, SETTINGS) }),
    operate: async (command) => {
      commands.push(command);
      return { ok: true, payload: { ok: true, message: 'The command was done.' } };
    },
  });
  const server = await listenOnLoopback(0, (request, response) => {
    const { path } = splitTarget(request.url ?? '/');
    if (!isLocalRequest(request)) sendJson(response, 403, {});
    else if (!console.answer(path, request, response)) sendJson(response, 404, {});
  });
  onTestFinished(() => server.close(0));
  return { commands, url: server.url, consoleUrl: `${server.url}/.acuse/console` };
}

describe.skipIf(!chromium)('in a browser without script', () => {
  test('a user continues a conversation manually, with variables', async () => {
    const { commands, consoleUrl } = await serveConsole();
    const { page, requests, problems } = await visit(browser, { javaScriptEnabled: false });
    await page.goto(`${consoleUrl}?tz=America/Bogota`);
    await page
      .getByText(/^Continue …/)
      .first()
      .click();
    await page.getByLabel('Variables, one per line').first().fill('verdict=approved\nnote=seen by hand');
    await page.getByRole('button', { name: /^Yes, continue/ }).click();
    expect(await page.getByRole('status').textContent()).toContain('The command was done.');
    expect(commands).toEqual([
      {
        action: 'resume',
        conversation: one.waits?.oldest[0]?.conversation,
        cycle: one.waits?.oldest[0]?.cycle,
        keys: [
          { key: 'verdict', value: 'approved' },
          { key: 'note', value: 'seen by hand' },
        ],
        by: 'console',
      },
    ]);
    expect(await page.getByText('Times are America/Bogota').isVisible()).toBe(true);
    await page.reload();
    expect(commands).toHaveLength(1);
    expect([requests, problems]).toEqual([[], []]);
  });

  test('a user chooses another time zone, which is remembered', async () => {
    const { consoleUrl } = await serveConsole();
    const { page } = await visit(browser, { javaScriptEnabled: false });
    await page.goto(consoleUrl);
    await page.getByLabel('Time zone').fill('America/Sao_Paulo');
    await Promise.all([page.waitForURL(/tz=America%2FSao_Paulo/), page.keyboard.press('Enter')]);
    await page.goto(consoleUrl);
    expect(await page.getByText('2026-11-24 11:05:06').isVisible()).toBe(true);
  });

  test('the content security policy of the page permits the style', async () => {
    const { consoleUrl } = await serveConsole();
    const { page } = await visit(browser, {});
    await page.goto(consoleUrl);
    const display = 'getComputedStyle(document.querySelector(".tiles")).display';
    expect(await page.evaluate(display)).toBe('grid');
  });

  test('what is open stays open when the page loads again by itself, and it waits for whoever decides', async () => {
    const { consoleUrl } = await serveConsole();
    const { page, problems } = await visit(browser, {});
    await page.clock.install();
    await page.goto(`${consoleUrl}?refresh=10`);
    await page.locator('.row > summary').first().click();
    await page.evaluate('window.first = true');
    const isFirst = () => page.evaluate('window.first === true');
    await page.getByText(/^Replay …/).click();
    await page.clock.fastForward(30_000);
    expect(await isFirst()).toBe(true);
    await page.getByText(/^Replay …/).click();
    await Promise.all([page.waitForEvent('load'), page.clock.fastForward(2_000)]);
    expect(await isFirst()).toBe(false);
    expect(await page.locator('.row[open]').count()).toBe(1);
    await page.locator('.row > summary').first().click();
    await page.reload();
    expect(await page.locator('.row[open]').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('without script the page loads again by itself too', async () => {
    const { consoleUrl } = await serveConsole();
    const { page } = await visit(browser, { javaScriptEnabled: false });
    await page.goto(`${consoleUrl}?refresh=5`);
    await page.waitForEvent('load');
  });

  test('a script that is not the page’s own does not run', async () => {
    const { consoleUrl } = await serveConsole();
    const { page, problems } = await visit(browser, {});
    await page.goto(consoleUrl);
    await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
    })()`);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(problems.join()).toContain('Content Security Policy');
  });

  test('a user filters the error log in another language', async () => {
    const { consoleUrl } = await serveConsole();
    const { page } = await visit(browser, { javaScriptEnabled: false, locale: 'pt-BR' });
    await page.goto(consoleUrl);
    await page.getByLabel('Entrega ou conversa').fill('no-such-delivery');
    await page.getByRole('button', { name: 'Filtrar' }).click();
    expect(await page.getByText('Nenhuma entrada corresponde.').isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Mostrar todas' }).click();
    expect(
      await page
        .getByText(/processor_error/)
        .first()
        .isVisible(),
    ).toBe(true);
  });

  test('a form post from another site is refused', async () => {
    const { commands, url } = await serveConsole();
    const elsewhere = await listenOnLoopback(0, (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<form method="post" action="${url}/.acuse/operate"><input name="action" value="replay">
<input name="id" value="d-1"><button>Win a prize</button></form>`);
    });
    onTestFinished(() => elsewhere.close(0));
    const { page } = await visit(browser, {});
    await page.goto(elsewhere.url);
    const [response] = await Promise.all([
      page.waitForResponse((candidate) => candidate.url().endsWith('/.acuse/operate')),
      page.getByRole('button').click(),
    ]);
    expect(response.status()).toBe(403);
    expect(commands).toEqual([]);
  });
});

// A real browser for tests: the Chromium of Debian, because the one of Playwright is not on the package registry.
import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Page,
  type PageScreenshotOptions,
} from 'playwright-core';
import { onTestFinished } from 'vitest';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const WANTED =
  'need a Chromium: `apt-get install chromium fonts-noto-color-emoji`, or set CHROMIUM=/path/to/chromium.';

/**
 * The path of the browser. Without one the tests are skipped with a message. In the build, which sets
 * BROWSER_TESTS=required, a missing browser is an error.
 */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'] ?? '';
  const found = [named, ...PLACES].find((path) => path !== '' && existsSync(path));
  if (found) return found;
  if (process.env['BROWSER_TESTS'] === 'required') throw new Error(`The browser tests ${WANTED}`);
  process.stderr.write(`\nSKIPPED: the browser tests ${WANTED}\n\n`);
  return undefined;
}

export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

export interface Visit {
  readonly page: Page;
  /** All requests, except the page itself. */
  readonly requests: readonly string[];
  /** Errors and warnings of the page. */
  readonly problems: readonly string[];
}

/** A new page, closed after the test. */
export async function visit(browser: Browser, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) requests.push(request.url());
  });
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  return { page, requests, problems };
}

const TRIES = 4;

/** Only with SCREENSHOTS=yes: for somebody who looks at them, and slow. */
export async function shoot(page: Page, options: PageScreenshotOptions): Promise<void> {
  if (process.env['SCREENSHOTS'] !== 'yes') return;
  // On a busy machine a screenshot can fail for a valid page. A second attempt succeeds.
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      await page.screenshot(options);
      return;
    } catch (error) {
      if (left === 0 || !String(error).includes('Unable to capture screenshot')) throw error;
      await page.waitForTimeout(500);
    }
  }
}

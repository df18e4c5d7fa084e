// A real browser for the tests that need one. Debian's Chromium, because the one that Playwright would download is
// not on the package registry.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @throws {Error} with what to install: a test that is silently skipped proves nothing. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = [process.env['CHROMIUM'] ?? '', ...PLACES].find(
    (path) => path !== '' && existsSync(path),
  );
  if (!executablePath) {
    throw new Error(
      'These tests need a Chromium: apt-get install chromium fonts-noto-color-emoji, or name one by CHROMIUM=/path/to/it.',
    );
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

export interface Visit {
  readonly page: Page;
  /** What it asked for of any server, the page itself left out. */
  readonly requests: readonly string[];
  /** What it complained about. */
  readonly complaints: readonly string[];
}

/** A page of its own, closed with the test. */
export async function visit(browser: Browser, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, requests, complaints };
}

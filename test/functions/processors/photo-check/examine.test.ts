// The examination of photos in its thread, with real files.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CheckLimits } from '../../../../functions/processors/photo-check/examine.ts';
import { examineInThread } from '../../../../functions/processors/photo-check/examine-in-thread.ts';
import { png } from '../../../fixtures/photos/png.ts';

const LIMITS: CheckLimits = { minPixels: 300, maxMegapixels: 25, minBytes: 0, minContrast: 4 };
const signal = new AbortController().signal;
const file = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/photos/${name}`, import.meta.url)));
const look = (bytes: Uint8Array<ArrayBuffer>, limits: Partial<CheckLimits> = {}) =>
  examineInThread(bytes, { ...LIMITS, ...limits }, signal);

describe('a usable photo', () => {
  test.each([
    ['photo.jpg', 'jpeg', 480, 360],
    ['progressive.jpg', 'jpeg', 480, 360],
    ['grey.jpg', 'jpeg', 480, 360],
    ['without-end.jpg', 'jpeg', 480, 360],
    ['with-more-behind.jpg', 'jpeg', 480, 360],
    ['photo.png', 'png', 480, 360],
    ['photo.webp', 'webp', 480, 360],
    ['lossless.webp', 'webp', 320, 320],
    ['turned.jpg', 'jpeg', 360, 480],
  ])('%s: after rotation a %s of %i × %i', async (name, type, width, height) => {
    const bytes = file(name);
    expect(await look(bytes)).toEqual({ type, width, height, bytes: file(name).byteLength });
  });
});

describe('other files', () => {
  test.each([
    ['half.jpg', 'damaged'],
    ['in-the-dark.jpg', 'uniform'],
    ['cmyk.jpg', 'unsupported'],
    ['photo.gif', 'unsupported'],
    ['animated.webp', 'unsupported'],
    ['photo.heic', 'heic'],
  ])('%s is %s', async (name, problem) => {
    expect(await look(file(name))).toMatchObject({ problem });
  });

  test.each([
    ['a text', 'Once upon a time there was a text that called itself a photo.', 'not_an_image'],
    ['a page', '<!doctype html><svg width="500" height="500"></svg>', 'not_an_image'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"/>', 'not_an_image'],
    ['a portable map', 'P3\n500 500\n255\n', 'not_an_image'],
    ['nothing', '', 'not_an_image'],
    ['a PDF', '%PDF-1.7\n…', 'pdf'],
    ['a PDF with leading text', `\n\n  %PDF-1.4`, 'pdf'],
  ])('%s is recognised by its content', async (_what, text, problem) => {
    expect(await look(new TextEncoder().encode(text))).toMatchObject({ problem });
  });

  test('a header without data is damaged', async () => {
    expect(await look(file('photo.jpg').slice(0, 700))).toMatchObject({ problem: 'damaged' });
    expect(await look(file('photo.png').slice(0, 200))).toMatchObject({ problem: 'damaged', type: 'png' });
    expect(await look(file('photo.webp').slice(0, 200))).toMatchObject({ problem: 'damaged', type: 'webp' });
  });

  test('changed bytes in a photo never cause a crash or a wrong result', async () => {
    for (const name of ['photo.png', 'photo.webp']) {
      const bytes = file(name);
      bytes.fill(0x55, 1000, 3000);
      expect(['damaged', undefined]).toContain((await look(bytes)).problem);
    }
  });
});

describe('the limits', () => {
  test('apply to the shorter side, the bytes and the contrast', async () => {
    expect(await look(file('turned.jpg'), { minPixels: 361 })).toMatchObject({ problem: 'too_small' });
    expect(await look(file('turned.jpg'), { minPixels: 360 })).not.toHaveProperty('problem');
    expect(await look(file('photo.jpg'), { minBytes: 100_000 })).toMatchObject({ problem: 'too_small' });
    expect(await look(file('photo.jpg'), { minContrast: 100 })).toMatchObject({ problem: 'uniform' });
    expect(await look(file('in-the-dark.jpg'), { minContrast: 0 })).not.toHaveProperty('problem');
  });

  test.each([
    ['black', 0],
    ['grey', 128],
    ['white', 255],
  ])('a %s picture is uniform', async (_colour, grey) => {
    const rows = new Uint8Array(401 * 400).map((_, at) => (at % 401 === 0 ? 0 : grey));
    expect(await look(png({ width: 400, height: 400, rows }))).toMatchObject({ problem: 'uniform' });
  });
});

describe('malicious files', () => {
  test('a picture of 3,600 megapixels in a few bytes is not decoded', async () => {
    const bomb = png({ width: 60_000, height: 60_000, rows: new Uint8Array(10) });
    expect(await look(bomb)).toMatchObject({ problem: 'too_many_pixels', width: 60_000 });
  });

  test('200 MB after a small picture do not fill the memory', async () => {
    const bomb = png({ width: 400, height: 400, rows: new Uint8Array(200_000_000) });
    expect(bomb.byteLength).toBeLessThan(1_000_000);
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 2);
    expect((await look(bomb)).problem).toBeDefined();
    clearInterval(watch);
    expect(peak - before).toBeLessThan(120_000_000);
  });

  test('an aborted attempt ends the thread', async () => {
    const attempt = new AbortController();
    const looking = examineInThread(file('photo.jpg'), LIMITS, attempt.signal);
    attempt.abort();
    await expect(looking).rejects.toThrow();
    await expect(examineInThread(file('photo.jpg'), LIMITS, attempt.signal)).rejects.toThrow();
  });
});

// Draws the side of a card that has the code: the code, and what looks like print around it.
import bwip from 'bwip-js/node';
import { noise } from './people.ts';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Grey, a byte each. */
  readonly data: Uint8Array;
}

export interface CardCode {
  readonly kind: 'pdf417' | 'qrcode';
  readonly bytes: Uint8Array;
  /** Of the code, without its border. */
  readonly widthMm: number;
  /** Of PDF417: columns of data, and level of error correction. */
  readonly columns?: number;
  readonly level?: number;
}

export const PIXELS_PER_MM = 24;
/** ISO/IEC 7810, ID-1. */
export const CARD_MM = { width: 85.6, height: 54 } as const;

/** How each card carries its bytes. The widths are assumed: no specimen was measured. */
export const CODE_OF = {
  argentine: (bytes: Uint8Array): CardCode => ({ kind: 'pdf417', bytes, widthMm: 50, columns: 8, level: 4 }),
  firstArgentine: (bytes: Uint8Array): CardCode => ({
    kind: 'pdf417',
    bytes,
    widthMm: 60,
    columns: 12,
    level: 4,
  }),
  colombian: (bytes: Uint8Array): CardCode => ({ kind: 'pdf417', bytes, widthMm: 75, columns: 16, level: 5 }),
  chilean: (bytes: Uint8Array): CardCode => ({ kind: 'qrcode', bytes, widthMm: 18 }),
} as const;

export function drawCard(code: CardCode, seed = 1): Drawing {
  const width = Math.round(CARD_MM.width * PIXELS_PER_MM);
  const height = Math.round(CARD_MM.height * PIXELS_PER_MM);
  const card = { width, height, data: new Uint8Array(width * height).fill(226) };
  drawPrint(card, noise(seed));
  const modules = modulesOf(code);
  const size = (code.widthMm * PIXELS_PER_MM) / modules.width;
  const codeHeight = modules.height * size;
  const left = code.kind === 'qrcode' ? width * 0.7 : (width - modules.width * size) / 2;
  const top = code.kind === 'qrcode' ? height * 0.12 : height * 0.94 - codeHeight;
  const border = 3 * size;
  fill(card, [left - border, top - border, modules.width * size + 2 * border, codeHeight + 2 * border], 238);
  for (let y = 0; y < modules.height; y += 1) {
    for (let x = 0; x < modules.width; x += 1) {
      // A row of PDF417 is given once, and is three modules high.
      const row = Math.floor((y * modules.dark.length) / (modules.width * modules.height));
      if (modules.dark[row * modules.width + x])
        fill(card, [left + x * size, top + y * size, size, size], 28);
    }
  }
  return card;
}

/** A photo's place, and lines of what looks like letters: straight, slanted and round strokes. */
function drawPrint(card: Drawing, chance: () => number): void {
  fill(card, [90, 120, 420, 480], 150);
  fill(card, [200, 200, 200, 260], 95);
  for (let line = 0; line < 7; line += 1) {
    const high = 26 + Math.floor(chance() * 14);
    for (let x = 600; x < 1300; x += 24 + Math.floor(chance() * 16)) {
      if (chance() < 0.15) continue;
      for (let stroke = 0; stroke < 2; stroke += 1) drawStroke(card, [x, 130 + line * 62, high], chance);
    }
  }
}

function drawStroke(
  card: Drawing,
  [x, y, high]: readonly [number, number, number],
  chance: () => number,
): void {
  const [from, to, sag] = [chance() * 18, chance() * 18, (chance() - 0.5) * 16];
  const [top, bottom] = chance() < 0.5 ? [0, high] : [chance() * high, chance() * high];
  for (let part = 0; part <= 1; part += 1 / 48) {
    const bow = 4 * part * (1 - part) * sag;
    fill(card, [x + from + (to - from) * part + bow, y + top + (bottom - top) * part, 4, 4], 60);
  }
}

interface Modules {
  readonly width: number;
  readonly height: number;
  readonly dark: readonly number[];
}

/** Every byte as `^NNN` forces byte mode; a text would go through other modes and UTF-8. */
function modulesOf({ kind, bytes, columns, level }: CardCode): Modules {
  const text = Array.from(bytes, (byte) => `^${String(byte).padStart(3, '0')}`).join('');
  const options = kind === 'pdf417' ? { columns, eclevel: level, rowmult: 3 } : { eclevel: 'M' };
  const [drawn] = bwip.raw({ bcid: kind, text, parse: true, ...options } as Parameters<typeof bwip.raw>[0]);
  if (!drawn || !('pixs' in drawn)) throw new Error('bwip-js drew no matrix');
  return { width: drawn.pixx, height: drawn.pixy, dark: drawn.pixs };
}

function fill(
  { width, height, data }: Drawing,
  [left, top, wide, high]: readonly number[],
  grey: number,
): void {
  const [x0, x1] = [Math.round(left ?? 0), Math.min(Math.round((left ?? 0) + (wide ?? 0)), width)];
  const [y0, y1] = [Math.round(top ?? 0), Math.min(Math.round((top ?? 0) + (high ?? 0)), height)];
  for (let y = Math.max(y0, 0); y < y1; y += 1) data.fill(grey, y * width + Math.max(x0, 0), y * width + x1);
}

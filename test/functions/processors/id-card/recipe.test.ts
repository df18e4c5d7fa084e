// The parts of the recipe that work on pixels alone.
import { describe, expect, test } from 'vitest';
import { evened, sharpened } from '../../../../functions/processors/id-card/reader/contrast.ts';
import { type Grey, greyOf } from '../../../../functions/processors/id-card/reader/grey.ts';
import { quadrilateralOf } from '../../../../functions/processors/id-card/reader/quadrilateral.ts';
import { commonDirection, findStripes } from '../../../../functions/processors/id-card/reader/stripes.ts';
import { windowOf } from '../../../../functions/processors/id-card/reader/window.ts';

const drawn = (width: number, height: number, grey: (x: number, y: number) => number): Grey => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, at) => grey(at % width, Math.floor(at / width))),
});

/** Bars of 3 pixels in a rectangle of 240 × 80 in the middle, turned by an angle. */
function bars(degrees: number): Grey {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return drawn(400, 400, (x, y) => {
    const [u, v] = [(x - 200) * cos + (y - 200) * sin, (y - 200) * cos - (x - 200) * sin];
    if (Math.abs(u) > 120 || Math.abs(v) > 40) return 220;
    return 128 + 100 * Math.sin((u * Math.PI) / 3.5);
  });
}

test('grey sees green more than red, and red more than blue', () => {
  const data = new Uint8ClampedArray([200, 0, 0, 255, 0, 200, 0, 255, 0, 0, 200, 255, 255, 255, 255, 255]);
  expect([...greyOf({ width: 4, height: 1, data }).data]).toEqual([60, 117, 22, 255]);
});

test('a picture of more than 4.2 megapixels is halved until it has fewer', () => {
  const data = new Uint8ClampedArray(4200 * 1001 * 4).fill(90);
  const { width, height, data: grey } = greyOf({ width: 4200, height: 1001, data });
  expect([width, height, grey.length, grey[1000]]).toEqual([2100, 500, 1_050_000, 90]);
});

describe('stripes', () => {
  test.each([0, 7.5, -22, 45, 80, -89])(
    'their tilt of %d° is found to about two degrees, and their size',
    (degrees) => {
      const [cells] = findStripes(bars(degrees));
      const { length, height } = quadrilateralOf(cells ?? [], true);
      const found = commonDirection(cells ?? []).direction;
      expect(Math.abs(Math.sin(found - (degrees * Math.PI) / 180))).toBeLessThan(0.045);
      expect(Math.abs(length - 240)).toBeLessThan(40);
      expect(Math.abs(height - 80)).toBeLessThan(40);
    },
  );

  test('there are none in an even picture, nor in one without a pixel', () => {
    expect(findStripes(drawn(200, 200, () => 90))).toEqual([]);
    expect(findStripes(drawn(0, 0, () => 0))).toEqual([]);
  });
});

describe('a window', () => {
  test('has the bars of a tilted code upright', () => {
    const picture = bars(22);
    const window = windowOf(picture, quadrilateralOf(findStripes(picture)[0] ?? [], true), 2);
    const [middle, column] = [window.height >> 1, window.width >> 1];
    const above = window.data[(middle - 20) * window.width + column] ?? 0;
    const below = window.data[(middle + 20) * window.width + column] ?? 0;
    expect(Math.abs(above - below)).toBeLessThan(60);
  });

  test('is enlarged as told, and never above its most pixels', () => {
    const corners = [
      { x: 0, y: 0 },
      { x: 99, y: 0 },
      { x: 99, y: 49 },
      { x: 0, y: 49 },
    ] as const;
    const picture = drawn(100, 50, () => 7);
    expect(windowOf(picture, { corners, length: 100, height: 50, unity: 1 }, 2)).toMatchObject({
      width: 248,
      height: 124,
    });
    const large = windowOf(picture, { corners, length: 100, height: 50, unity: 1 }, 1000);
    expect(large.width * large.height).toBeLessThan(2_600_000);
  });
});

describe('contrast', () => {
  test('evened: a shadow goes, and the pattern stays', () => {
    const picture = drawn(200, 60, (x, y) =>
      ((x >> 2) + (y >> 2)) % 2 === 0 ? (x < 100 ? 200 : 50) : x < 100 ? 150 : 37,
    );
    const { data } = evened(picture);
    const bright = (from: number, to: number) => {
      const values = Array.from({ length: to - from }, (_, at) => data[30 * 200 + from + at] ?? 0);
      return [Math.min(...values), Math.max(...values)];
    };
    for (const [least = 0, most = 0] of [bright(30, 60), bright(140, 170)]) {
      expect(least).toBeLessThan(80);
      expect(most).toBeGreaterThan(175);
    }
  });

  test('sharpened: a soft edge across becomes steep, and an even picture stays', () => {
    const soft = drawn(60, 20, (x) => Math.min(Math.max((x - 26) * 16 + 64, 64), 192));
    const { data } = sharpened(soft, 3, 1.5);
    expect((data[10 * 60 + 33] ?? 0) - (data[10 * 60 + 27] ?? 0)).toBeGreaterThan(100);
    expect(
      [
        ...sharpened(
          drawn(9, 9, () => 77),
          3,
          1.5,
        ).data,
      ].every((value) => Math.abs(value - 77) <= 1),
    ).toBe(true);
  });
});

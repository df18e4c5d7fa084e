// Cuts a code out of a photo, straight and enlarged.
import type { Grey } from './grey.ts';
import type { Point, Quadrilateral } from './quadrilateral.ts';

/** Around the code, of its length and of its height: a code needs a border, and the cells miss some of its edge. */
const MARGIN = 0.12;
const MOST_PIXELS = 2_500_000;

/** `enlarge`: pixels of the window for one of the photo. What lies outside of the photo repeats its edge. */
export function windowOf(picture: Grey, { corners, length, height }: Quadrilateral, enlarge: number): Grey {
  const whole = { width: length * (1 + 2 * MARGIN), height: height * (1 + 2 * MARGIN) };
  const scale = Math.min(enlarge, Math.sqrt(MOST_PIXELS / (whole.width * whole.height)));
  const width = Math.max(1, Math.round(whole.width * scale));
  const rows = Math.max(1, Math.round(whole.height * scale));
  const data = new Uint8Array(width * rows);
  const [a, b, c, d, e, f, g, h] = projection(corners);
  for (let y = 0, at = 0; y < rows; y += 1) {
    const v = ((y + 0.5) / rows) * (1 + 2 * MARGIN) - MARGIN;
    for (let x = 0; x < width; x += 1, at += 1) {
      const u = ((x + 0.5) / width) * (1 + 2 * MARGIN) - MARGIN;
      const depth = g * u + h * v + 1;
      data[at] = sample(picture, (a * u + b * v + c) / depth - 0.5, (d * u + e * v + f) / depth - 0.5);
    }
  }
  return { width, height: rows, data };
}

/**
 * From the unit square to four corners: `x = (a·u + b·v + c) / (g·u + h·v + 1)`, and `y` with d, e and f. Heckbert,
 * Fundamentals of Texture Mapping, 1989.
 */
function projection([p0, p1, p2, p3]: readonly [Point, Point, Point, Point]) {
  const [dx1, dx2, sx] = [p1.x - p2.x, p3.x - p2.x, p0.x - p1.x + p2.x - p3.x];
  const [dy1, dy2, sy] = [p1.y - p2.y, p3.y - p2.y, p0.y - p1.y + p2.y - p3.y];
  const area = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / area;
  const h = (dx1 * sy - sx * dy1) / area;
  const [a, b] = [p1.x - p0.x + g * p1.x, p3.x - p0.x + h * p3.x];
  const [d, e] = [p1.y - p0.y + g * p1.y, p3.y - p0.y + h * p3.y];
  return [a, b, p0.x, d, e, p0.y, g, h] as const;
}

/** Bilinear. Called for each pixel of a window, so it makes no arrays. */
function sample({ width, height, data }: Grey, x: number, y: number): number {
  const inX = x < 0 ? 0 : x > width - 1.001 ? width - 1.001 : x;
  const inY = y < 0 ? 0 : y > height - 1.001 ? height - 1.001 : y;
  const left = inX | 0;
  const top = inY | 0;
  const right = inX - left;
  const at = top * width + left;
  const one = data[at] ?? 0;
  const above = one + ((data[at + 1] ?? 0) - one) * right;
  const two = data[at + width] ?? 0;
  const below = two + ((data[at + width + 1] ?? 0) - two) * right;
  return above + (below - above) * (inY - top) + 0.5;
}

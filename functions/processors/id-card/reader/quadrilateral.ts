// The four corners of a code in a photo, from the cells of its stripes. A camera that looks at a card from the side
// makes a keystone of it: its bars turn along the code, its height grows, and its edges slope. The three are taken from
// the cells.
import { type Cell, commonDirection } from './stripes.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners in the order top left, top right, bottom right, bottom left as one reads the code, or turned by 180°. */
export interface Quadrilateral {
  readonly corners: readonly [Point, Point, Point, Point];
  /** Means of opposite sides, in pixels. */
  readonly length: number;
  readonly height: number;
  /** How parallel the bars are: 1 is exactly. */
  readonly unity: number;
}

/**
 * Chosen on drawn photos. Sharp codes have 0.97 and more, and are 3 to 8 times as long as high. Blur takes them to
 * 0.85. A block of text has that too, and is less than twice as long as high.
 */
const LEAST_UNITY = 0.85;
const LEAST_RATIO = 2.2;

export function looksLikeCode({ length, height, unity }: Quadrilateral): boolean {
  return unity >= LEAST_UNITY && length >= LEAST_RATIO * height;
}

/** Of a cell that the code covers in part, in pixels: half of a cell. */
const EDGE = 8;

/** What a photo of a card can show. More comes from cells that do not belong to the code. */
const MOST_TURN = 0.35;
const MOST_SLOPE = 0.35;
const MOST_GROWTH = 0.5;

export function quadrilateralOf(cells: readonly Cell[], straighten: boolean, turned = 0): Quadrilateral {
  const { direction, unity } = commonDirection(cells);
  const mean = direction + turned;
  const [cos, sin] = [Math.cos(mean), Math.sin(mean)];
  const centre = { x: average(cells.map(({ x }) => x)), y: average(cells.map(({ y }) => y)) };
  const along = cells.map(({ x, y }) => (x - centre.x) * cos + (y - centre.y) * sin);
  const across = cells.map(({ x, y }) => (y - centre.y) * cos - (x - centre.x) * sin);
  const [left, right] = [Math.min(...along) - EDGE, Math.max(...along) + EDGE];
  const slope = straighten ? clamp(regression(along, across), MOST_SLOPE) : 0;
  const distances = across.map((value, at) => value - slope * (along[at] ?? 0));
  const middle = (Math.max(...distances) + Math.min(...distances)) / 2;
  const reach = (right - left) / 2;
  const turns = cells.map(({ direction }) => signedTurn(direction - mean));
  const turn = straighten ? clamp(regression(along, turns), MOST_TURN / reach) : 0;
  const spread = distances.map((value) => Math.abs(value - middle));
  const growth = straighten ? clamp(regression(along, spread) / average(spread), MOST_GROWTH / reach) : 0;
  const half = (Math.max(...spread) + EDGE) / (1 + Math.abs(growth) * reach);
  /** Where the bar through the middle at `u` meets an edge of the code: `side` is -1 above, 1 below. */
  const corner = (u: number, side: number): Point => {
    const lean = -Math.tan(turn * u);
    const start = middle + slope * u;
    const rise = slope + side * half * growth;
    const v = (middle + side * half + rise * (u - lean * start)) / (1 - rise * lean);
    const reached = u + lean * (v - start);
    return { x: centre.x + reached * cos - v * sin, y: centre.y + reached * sin + v * cos };
  };
  const corners = [corner(left, -1), corner(right, -1), corner(right, 1), corner(left, 1)] as const;
  return { corners, length: right - left, height: 2 * half, unity };
}

function signedTurn(angle: number): number {
  return angle - Math.PI * Math.round(angle / Math.PI);
}

/** The slope of the line of least squares of `values` over `positions`, whose mean is 0. */
function regression(positions: readonly number[], values: readonly number[]): number {
  const mean = average(values);
  let [products, squares] = [0, 0];
  for (const [at, position] of positions.entries()) {
    products += position * ((values[at] ?? 0) - mean);
    squares += position * position;
  }
  return squares === 0 ? 0 : products / squares;
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const clamp = (value: number, most: number) => Math.min(Math.max(value, -most), most);

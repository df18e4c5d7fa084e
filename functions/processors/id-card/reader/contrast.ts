// Two filters for what one read could not make out.
import type { Grey } from './grey.ts';

/** Pixels to each side whose mean and spread a pixel is compared with. */
const AROUND = 24;
/** Grey levels; below, the differences are noise. */
const LEAST_SPREAD = 6;

/** The same contrast everywhere: for shadows, and for light from one side. */
export function evened({ width, height, data }: Grey): Grey {
  const evenly = new Uint8Array(data.length);
  // Of the rows around the present one: the sum of each column, and that of its squares.
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  const include = (row: number, times: 1 | -1) => {
    for (let x = 0, at = row * width; x < width; x += 1, at += 1) {
      const value = data[at] ?? 0;
      sums[x] = (sums[x] ?? 0) + times * value;
      squares[x] = (squares[x] ?? 0) + times * value * value;
    }
  };
  for (let row = 0; row < Math.min(AROUND, height); row += 1) include(row, 1);
  for (let y = 0, at = 0; y < height; y += 1) {
    if (y + AROUND < height) include(y + AROUND, 1);
    if (y - AROUND > 0) include(y - AROUND - 1, -1);
    const rows = Math.min(y + AROUND, height - 1) - Math.max(y - AROUND, 0) + 1;
    let [sum, square, columns] = [0, 0, 0];
    for (let x = -AROUND; x < width; x += 1) {
      const enters = x + AROUND;
      const leaves = x - AROUND - 1;
      if (enters < width) {
        sum += sums[enters] ?? 0;
        square += squares[enters] ?? 0;
        columns += 1;
      }
      if (leaves >= 0) {
        sum -= sums[leaves] ?? 0;
        square -= squares[leaves] ?? 0;
        columns -= 1;
      }
      if (x < 0) continue;
      const mean = sum / (rows * columns);
      const spread = Math.sqrt(Math.max(0, square / (rows * columns) - mean * mean));
      evenly[at] = limited(128 + (64 * ((data[at] ?? 0) - mean)) / Math.max(spread, LEAST_SPREAD));
      at += 1;
    }
  }
  return { width, height, data: evenly };
}

/**
 * Sharper along the rows, where the bars are, and smoother down the columns, where a bar is the same: it undoes some
 * blur and adds no noise. Only for a window, whose bars stand upright. `reach` is the width of the blur in pixels.
 */
export function sharpened(picture: Grey, reach: number, strength: number): Grey {
  const smooth = boxed(picture, 'down', 1);
  const blurred = boxed(boxed(smooth, 'along', reach), 'along', reach);
  const data = smooth.data.map((value, at) => limited(value + strength * (value - (blurred.data[at] ?? 0))));
  return { width: picture.width, height: picture.height, data };
}

/** The mean of 2·reach + 1 pixels of a row or a column. */
function boxed({ width, height, data }: Grey, way: 'along' | 'down', reach: number): Grey {
  const [lines, length, line, step] = way === 'along' ? [height, width, width, 1] : [width, height, 1, width];
  const boxes = new Uint8Array(data.length);
  const pixel = (start: number, at: number) =>
    data[start + Math.min(Math.max(at, 0), length - 1) * step] ?? 0;
  for (let index = 0; index < lines; index += 1) {
    const start = index * line;
    let sum = 0;
    for (let at = -reach; at <= reach; at += 1) sum += pixel(start, at);
    for (let at = 0; at < length; at += 1) {
      boxes[start + at * step] = sum / (2 * reach + 1) + 0.5;
      sum += pixel(start, at + reach + 1) - pixel(start, at - reach);
    }
  }
  return { width, height, data: boxes };
}

const limited = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value + 0.5);

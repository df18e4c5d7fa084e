// How much there is to see in a picture: nothing in a black, a white or a one-coloured one.
import type { Pixels } from './decode.ts';

/** The picture is looked at through so many cells a side, so that the noise of a dark photo is averaged away. */
const CELLS = 32;

/** So many pixels of a cell, a side, tell its brightness well enough. */
const SAMPLES = 8;

/** The standard deviation of the cells' brightness, in grey levels: 0 to about 127. */
export function contrastOf(pixels: Pixels): number {
  const cells = Array.from({ length: CELLS * CELLS }, (_, index) =>
    cellBrightness(pixels, index % CELLS, Math.floor(index / CELLS)),
  );
  const mean = average(cells);
  return Math.sqrt(average(cells.map((cell) => (cell - mean) ** 2)));
}

function cellBrightness({ width, height, data }: Pixels, column: number, row: number): number {
  const samples: number[] = [];
  for (let down = 0; down < SAMPLES; down += 1) {
    const y = Math.floor(((row + (down + 0.5) / SAMPLES) / CELLS) * height);
    for (let right = 0; right < SAMPLES; right += 1) {
      const x = Math.floor(((column + (right + 0.5) / SAMPLES) / CELLS) * width);
      samples.push(brightness(data, (y * width + x) * 4));
    }
  }
  return average(samples);
}

/** Rec. 709's weights. What is transparent is seen on white. */
function brightness(data: Uint8ClampedArray, at: number): number {
  const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
  const seen = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return seen * (alpha / 255) + 255 - alpha;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

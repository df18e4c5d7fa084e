// Measures the contrast of a picture. A black, white or one-coloured picture has none.
import type { Pixels } from '../photo/decode.ts';

/** Cells on each side of the picture. The average of a cell removes the noise of a dark photo. */
const CELLS = 32;

/** Sampled pixels on each side of a cell. */
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

/** Weights of Rec. 709. The background of transparent pixels is white. */
function brightness(data: Uint8ClampedArray, at: number): number {
  const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
  const seen = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return seen * (alpha / 255) + 255 - alpha;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

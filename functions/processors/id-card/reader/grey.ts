// A grey picture, and how it is made of a decoded photo.
import type { Pixels } from '../../photo/decode.ts';

export interface Grey {
  readonly width: number;
  readonly height: number;
  /** A byte for each pixel, row by row. */
  readonly data: Uint8Array;
}

/** Above this the reader needs more memory than a worker has, and reads no more for it. */
const MOST_PIXELS = 4_200_000;

/** Grey as the weights of Rec. 601 see it. A picture with more pixels is halved until it has no more. */
export function greyOf({ width, height, data }: Pixels): Grey {
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 4) {
    grey[at] = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  }
  let picture: Grey = { width, height, data: grey };
  while (picture.width * picture.height > MOST_PIXELS) picture = halved(picture);
  return picture;
}

/** Each pixel is the mean of four. An odd last row or column is left out. */
function halved({ width, height, data }: Grey): Grey {
  const half = { width: width >> 1, height: height >> 1, data: new Uint8Array((width >> 1) * (height >> 1)) };
  for (let y = 0, at = 0; y < half.height; y += 1) {
    for (let x = 0, from = 2 * y * width; x < half.width; x += 1, at += 1, from += 2) {
      const above = (data[from] ?? 0) + (data[from + 1] ?? 0);
      half.data[at] = (above + (data[from + width] ?? 0) + (data[from + width + 1] ?? 0) + 2) >> 2;
    }
  }
  return half;
}

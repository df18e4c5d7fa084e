// A photo of an invented card on a table, as a customer sends it: from near enough to be read, or from too far away.
import { CODE_OF, type Drawing, drawCard } from './draw-card.ts';
import { jpegOf } from './jpeg.ts';
import { colombianCode, LUZ } from './people.ts';

/** As WhatsApp sends a photo. */
const PHOTO = { width: 1600, height: 1200 } as const;
const TABLE_GREY = 120;

/** How much of the photo's width the card fills. */
export const DISTANCES = { near: 0.85, far: 0.22 } as const;

/** A JPEG. */
export async function cardPhoto(distance: keyof typeof DISTANCES): Promise<Uint8Array> {
  const card = drawCard(CODE_OF.colombian(colombianCode(LUZ)));
  return jpegOf({ ...PHOTO, data: onTable(card, DISTANCES[distance]) }, 80);
}

/** Each pixel is the mean of the part of the card that it shows. */
function onTable(card: Drawing, fill: number): Uint8ClampedArray {
  const { width, height } = PHOTO;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  const scale = card.width / (fill * width);
  const [left, top] = [(width - card.width / scale) / 2, (height - card.height / scale) / 2];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const grey = meanOf(card, [(x - left) * scale, (y - top) * scale], scale);
      data.fill(grey, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return data;
}

/** The grey of the table beside the card. */
function meanOf({ width, height, data }: Drawing, [x, y]: readonly [number, number], size: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [x1, y1] = [Math.max(x0 + 1, Math.floor(x + size)), Math.max(y0 + 1, Math.floor(y + size))];
  if (x0 < 0 || y0 < 0 || x1 > width || y1 > height) return TABLE_GREY;
  let sum = 0;
  for (let row = y0; row < y1; row += 1) {
    for (let column = x0; column < x1; column += 1) sum += data[row * width + column] ?? 0;
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

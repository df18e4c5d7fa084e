// In which order a photo is read: the cheapest and most successful tries first. Whoever asks judges each code, and asks
// for more until one fits.
//
// A QR needs no help. PDF417 is lost beyond 2° of tilt, or when its bars are not straight, so its stripes are searched
// and cut out straight and enlarged.
import type { Code, CodeReader, ReadOptions } from './code-reader.ts';
import { evened, sharpened } from './contrast.ts';
import type { Grey } from './grey.ts';
import { type Quadrilateral, quadrilateralOf } from './quadrilateral.ts';
import { type Cell, findStripes } from './stripes.ts';
import { windowOf } from './window.ts';

/** The codes of one try. */
export interface Try {
  readonly codes: readonly Code[];
  /** The strongest stripes of the photo, undefined while they were not searched, or if there are none. */
  readonly stripes: Quadrilateral | undefined;
}

const ANY: ReadOptions = { formats: ['PDF417', 'QRCode'], isWindow: false };
const QR: ReadOptions = { formats: ['QRCode'], isWindow: false };
const WINDOW: ReadOptions = { formats: ['PDF417'], isWindow: true };
const ONE_DEGREE = Math.PI / 180;

export async function* tries(picture: Grey, reader: CodeReader): AsyncGenerator<Try> {
  yield { codes: await reader.read(picture, ANY), stripes: undefined };
  const groups = findStripes(picture).slice(0, 2);
  const [strongest] = groups;
  const stripes = strongest && quadrilateralOf(strongest, true);
  const read = async (of: Grey, options: ReadOptions = WINDOW): Promise<Try> => ({
    codes: await reader.read(of, options),
    stripes,
  });
  for (const group of groups) yield read(windowOf(picture, quadrilateralOf(group, true), 2));
  yield read(evened(picture), QR);
  if (!strongest) return;
  yield* leftovers(picture, strongest, read);
}

async function* leftovers(
  picture: Grey,
  cells: readonly Cell[],
  read: (of: Grey, options?: ReadOptions) => Promise<Try>,
): AsyncGenerator<Try> {
  const straight = quadrilateralOf(cells, true);
  const twice = windowOf(picture, straight, 2);
  yield read(sharpened(twice, 3, 1.5));
  for (const turned of [-ONE_DEGREE, ONE_DEGREE]) {
    yield read(windowOf(picture, quadrilateralOf(cells, true, turned), 2));
  }
  yield read(evened(twice));
  yield read(windowOf(picture, straight, 1));
  const larger = windowOf(picture, straight, 3);
  yield read(larger);
  yield read(sharpened(larger, 4, 2));
  yield read(twice, { ...WINDOW, oneThreshold: true });
}

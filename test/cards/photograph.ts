// Makes a photo of a drawn card: laid on a table, seen through a camera, sent as a JPEG. Everything is seeded.

import type { Pixels } from '../../functions/processors/photo/decode.ts';
import { type Drawing, PIXELS_PER_MM } from '../../local/demo/cards/draw-card.ts';
import { noise } from '../../local/demo/cards/people.ts';
import { bentCard, type Ray, rayThrough } from './optics.ts';
import { boxBlurred, gaussBlurred, type Light, lightAt } from './sensor.ts';

export interface Conditions {
  readonly width: number;
  readonly height: number;
  /** Of the photo's width that the card fills, before it is tilted. */
  readonly fill: number;
  readonly tiltDegrees: number;
  /** How much shorter the far side is; and in which direction it is. */
  readonly perspective: number;
  readonly farDegrees: number;
  /** Standard deviation, in pixels. */
  readonly blur: number;
  readonly motion: number;
  readonly motionDegrees: number;
  /** Standard deviation, in grey levels. */
  readonly noise: number;
  /** Brightness at one side less than at the other, 0 to 1. */
  readonly shade: number;
  /** The edge of a shadow across the card, as the brightness beyond it; 1 is none. */
  readonly shadow: number;
  /** Of all light; 1 is daylight. */
  readonly exposure: number;
  /** Diameter of a reflection on the code, in pixels. */
  readonly glare: number;
  /** Of a lens: r² of half the width; positive is a barrel, negative a pincushion. */
  readonly lens: number;
  /** Of the card as a part of a cylinder, in radians from end to end. */
  readonly bend: number;
  /** Of a card that waves, in millimetres. */
  readonly waves: number;
  /** The photo of a screen: period of its grid in pixels, 0 is none. */
  readonly screen: number;
  /** Red and blue as parts of green. */
  readonly cast: readonly [number, number];
  /** Of the JPEGs, one after the other. */
  readonly qualities: readonly number[];
  readonly seed: number;
}

/** The middle of every table: a card that is held well. */
export const WELL_HELD: Conditions = {
  width: 1600,
  height: 1200,
  fill: 0.85,
  tiltDegrees: 1.5,
  perspective: 0,
  farDegrees: 0,
  blur: 0.7,
  motion: 0,
  motionDegrees: 20,
  noise: 3,
  shade: 0.1,
  shadow: 1,
  exposure: 1,
  glare: 0,
  lens: 0,
  bend: 0,
  waves: 0,
  screen: 0,
  cast: [1, 1],
  qualities: [70],
  seed: 1,
};

/** The photo before it becomes a JPEG. */
export function photograph(card: Drawing, conditions: Conditions): Pixels {
  const { width, height, blur, motion, motionDegrees } = conditions;
  let light = exposed(card, conditions);
  if (blur > 0) light = gaussBlurred(light, width, height, blur);
  if (motion > 0) light = boxBlurred(light, { width, height, length: motion, degrees: motionDegrees });
  return developed(light, conditions);
}

/** Each pixel of the card is the mean of four rays. */
function exposed(card: Drawing, conditions: Conditions): Float32Array {
  const { width, height } = conditions;
  const ray = rayThrough(conditions, card.width);
  const bent = bentCard(conditions, PIXELS_PER_MM, card.width);
  const light = new Float32Array(width * height);
  const point: Ray = { x: 0, y: 0 };
  const through = (x: number, y: number) => {
    ray(x, y, point);
    bent(point);
    return sampled(card, point.x + card.width / 2, point.y + card.height / 2);
  };
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      light[at] = through(x + 0.5, y + 0.5);
      if (!isOn(card, point)) continue;
      let sum = 0;
      for (let part = 0; part < 4; part += 1) {
        sum += through(x + 0.25 + 0.5 * (part & 1), y + 0.25 + 0.5 * (part >> 1));
      }
      light[at] = sum / 4;
    }
  }
  return light;
}

const isOn = ({ width, height }: Drawing, { x, y }: Ray) =>
  Math.abs(x) < width / 2 + 8 && Math.abs(y) < height / 2 + 8;

/** A table of boards, where there is no card. */
function sampled({ width, height, data }: Drawing, x: number, y: number): number {
  if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) {
    return 105 + 18 * Math.sin(y / 60 + 2 * Math.sin(x / 700)) + 10 * Math.sin(y / 11 + x / 400);
  }
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  const at = top * width + left;
  const above = (data[at] ?? 0) * (1 - right) + (data[at + 1] ?? 0) * right;
  const below = (data[at + width] ?? 0) * (1 - right) + (data[at + width + 1] ?? 0) * right;
  return above * (1 - down) + below * down;
}

function developed(light: Float32Array, conditions: Conditions): Pixels {
  const { width, height, cast, seed } = conditions;
  const lit = lightAt(conditions satisfies Light);
  const chance = noise(seed * 7919 + 17);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const bright = lit(light[at] ?? 0, x, y);
      // The sum of four even numbers is nearly a normal one; its deviation is 0.577.
      const grain = (conditions.noise / 0.577) * (chance() + chance() + chance() + chance() - 2);
      data[4 * at] = (bright + grain) * cast[0];
      data[4 * at + 1] = bright + grain;
      data[4 * at + 2] = (bright + grain) * cast[1];
      data[4 * at + 3] = 255;
    }
  }
  return { width, height, data };
}

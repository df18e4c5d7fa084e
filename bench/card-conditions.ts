// The conditions in which cards are photographed for the measurement. Rows of one condition at a time, mixes of many,
// and conditions that the recipe was not made for.
import type { Conditions } from '../test/cards/photograph.ts';

type Chance = () => number;

export interface ConditionRow {
  readonly name: string;
  /** Photos of each kind of card. */
  readonly photos: number;
  readonly conditions: (chance: Chance) => Partial<Conditions>;
}

const between = (chance: Chance, least: number, most: number) => least + (most - least) * chance();
/** Nearly normal, mean 0 and deviation 1. */
const normal = (chance: Chance) => (chance() + chance() + chance() + chance() - 2) / 0.577;
const always = (name: string, conditions: Partial<Conditions>, photos = 2): ConditionRow => ({
  name,
  photos,
  conditions: (chance) => ({ tiltDegrees: between(chance, -2, 2), ...conditions }),
});

const ONE_AT_A_TIME = [
  always('fills 100 % of the width', { fill: 1, tiltDegrees: 0 }),
  always('fills 55 %', { fill: 0.55 }),
  always('fills 40 %', { fill: 0.4 }),
  always('JPEG quality 40', { qualities: [40] }),
  always('tilt 10°', { tiltDegrees: 10 }),
  always('tilt 30°', { tiltDegrees: -30, fill: 0.8 }),
  always('sideways', { tiltDegrees: 91, fill: 0.65 }),
  always('perspective 20 %', { perspective: 0.2, farDegrees: 200 }),
  always('blur σ 1.8 px', { blur: 1.8 }),
  always('blur σ 2.4 px', { blur: 2.4 }),
  always('motion 4 px', { motion: 4 }),
  always('glare 60 px', { glare: 60 }),
  always('hard shadow', { shadow: 0.4 }),
  always('very low light', { exposure: 0.16, noise: 5 }),
];

const NOT_TUNED_FOR = [
  always('barrel distortion 8 %', { lens: 0.08, tiltDegrees: 6 }, 3),
  always('pincushion distortion 8 %', { lens: -0.08, tiltDegrees: -6 }, 3),
  always('bent card, 40°', { bend: 0.7, tiltDegrees: 4 }, 3),
  always('crumpled, 0.3 mm', { waves: 0.3, tiltDegrees: 3 }, 3),
  always('photo of a screen', { screen: 5.3, tiltDegrees: 5, blur: 0.9 }, 3),
  always('warm light, JPEG 50', { cast: [1.15, 0.6], qualities: [50], tiltDegrees: 7 }, 3),
  always('JPEG three times', { qualities: [75, 60, 50], tiltDegrees: 8 }, 3),
];

const MIXES: readonly ConditionRow[] = [
  {
    name: 'typical mix',
    photos: 26,
    conditions: (chance) => ({
      fill: between(chance, 0.65, 1),
      qualities: [Math.round(between(chance, 60, 80))],
      tiltDegrees: 6 * normal(chance),
      perspective: between(chance, 0, 0.08),
      farDegrees: between(chance, 0, 360),
      blur: between(chance, 0.5, 1.1),
      shade: between(chance, 0, 0.4),
    }),
  },
  {
    name: 'hard mix',
    photos: 26,
    conditions: (chance) => ({
      fill: between(chance, 0.45, 0.95),
      qualities: [Math.round(between(chance, 40, 70))],
      tiltDegrees: between(chance, -30, 30),
      perspective: between(chance, 0, 0.18),
      farDegrees: between(chance, 0, 360),
      blur: between(chance, 0.7, 1.7),
      shade: between(chance, 0, 0.6),
      exposure: chance() < 0.3 ? between(chance, 0.25, 0.6) : 1,
      glare: chance() < 0.25 ? between(chance, 30, 80) : 0,
      noise: between(chance, 2, 6),
    }),
  },
];

export const CONDITION_ROWS: readonly ConditionRow[] = [...MIXES, ...ONE_AT_A_TIME, ...NOT_TUNED_FOR];

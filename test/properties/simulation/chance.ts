// All random values of a simulation, from one seed: the same seed gives the same simulation.

export interface Chance {
  /** True with this probability, from 0 to 1. */
  happens(probability: number): boolean;
  /** An integer, both ends included. */
  between(least: number, most: number): number;
  pick<T>(...choices: readonly [T, ...T[]]): T;
  /** From 0 to 1. */
  random(): number;
}

/** Mulberry32: small, and sufficient here. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;

  function random(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    random,
    between,
    happens: (probability) => random() < probability,
    pick: (...choices) => choices[between(0, choices.length - 1)] ?? choices[0],
  };
}

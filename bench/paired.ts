// Runs all subjects in each round, in a random order, so that a busy minute slows both sides of a ratio. The result is
// a median with its bounds.

export interface Spread {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly n: number;
}

/** Each subject once in each round; results in the order of the rounds. */
export async function inRounds<Name extends string, Result>(
  names: readonly Name[],
  rounds: number,
  run: (name: Name) => Promise<Result>,
): Promise<(name: Name) => readonly Result[]> {
  const results = new Map<Name, Result[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of shuffled(names)) results.get(name)?.push(await run(name));
  }
  return (name) => results.get(name) ?? [];
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted.at(index) ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    minimum: at(0),
    maximum: at(-1),
    n: sorted.length,
  };
}

/** One value for each round. */
export function ratios(of: readonly number[], over: readonly number[]): number[] {
  return of.map((value, round) => value / (over[round] ?? Number.NaN));
}

function shuffled<T>(items: readonly T[]): T[] {
  const order = items.map((item) => ({ item, rank: Math.random() }));
  return order.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

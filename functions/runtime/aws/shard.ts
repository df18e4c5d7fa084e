// Spreads keys over a few partitions, so that a burst of writes does not meet the limit of one (1,000 a second).
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html

const SHARDS = 8;

export const shards: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => String(shard));

/** Keys are hashes or hold one, so their characters are spread evenly. */
export function shardOf(key: string): string {
  let sum = 0;
  for (const character of key) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return String(sum % SHARDS);
}

// Distributes keys over partitions, because one partition accepts at most 1,000 writes a second.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html

const SHARDS = 8;

export const shards: readonly string[] = /* @__PURE__ */ Array.from({ length: SHARDS }, (_, shard) =>
  String(shard),
);

/** Keys contain a hash, so the distribution is even. */
export function shardOf(key: string): string {
  let sum = 0;
  for (const character of key) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return String(sum % SHARDS);
}

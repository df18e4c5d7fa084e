// The sweeper's index is spread over a few partitions, so that a burst of waits does not meet the limit of one. The
// sweeper asks each.
import { shardOf, shards } from '../../runtime/aws/shard.ts';

export const dueShards = shards;
export const dueShard = shardOf;

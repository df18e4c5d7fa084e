// Settings of the sources on DynamoDB: one item for them all. They are few and read together once a minute, and
// what holds between two sources (a channel has one webhook) is kept by one conditional write.
import { updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { number, text } from '../../runtime/aws/item.ts';
import { SOURCES_TABLE } from '../tables.ts';
import { parseSources, printSources, type Source, withFirstSources } from './source.ts';
import type { SourceStore } from './source-store.ts';

const { partitionKey, item } = SOURCES_TABLE;

export interface SourcesOptions {
  readonly client: ItemClient;
  readonly table: string;
  /** The sources that every deployment starts with. They are stored only once somebody has changed them. */
  readonly firstSources: readonly Source[];
}

const Key = { [partitionKey]: text(item) };

export function dynamoDbSources({ client, table, firstSources }: SourcesOptions): SourceStore {
  const unchanged = new Set(firstSources.map((source) => JSON.stringify(source)));
  return {
    ...dynamoDbSourceReader({ client, table, firstSources }),

    async write(sources, expectedVersion) {
      const changed = sources.filter((source) => !unchanged.has(JSON.stringify(source)));
      const update = {
        key: Key,
        set: { doc: text(printSources(changed)), version: number(expectedVersion + 1) },
        ...(expectedVersion === 0
          ? { condition: 'attribute_not_exists(#version)' }
          : { condition: '#version = :expected', values: { expected: number(expectedVersion) } }),
      };
      const written = await updateItem({ client, table }, update);
      return written.kind === 'written' ? 'written' : 'changed_meanwhile';
    },
  };
}

/** Reads only: all that most functions do. */
export function dynamoDbSourceReader({
  client,
  table,
  firstSources,
}: SourcesOptions): Pick<SourceStore, 'read'> {
  return {
    async read(signal) {
      const settings = await client.getItem({ TableName: table, Key, ConsistentRead: true }, signal);
      const stored = parseSources(settings?.['doc']?.S ?? '[]');
      return {
        sources: withFirstSources(firstSources, stored),
        version: Number(settings?.['version']?.N ?? 0),
      };
    },
  };
}

// The demonstration's own source: made for a moment, so that a photo is checked whatever the stack's processor is, and
// taken away again without a trace. It goes into the stored settings, where the functions find it like any other.
import * as v from 'valibot';
import { newSource, parseSources, printSources, type Source } from '../../functions/core/source/source.ts';
import { SOURCES_TABLE } from '../../functions/core/tables.ts';
import { type AwsJson, EngineError } from '../services/engines/aws-json.ts';

/** A run that was killed in the middle leaves it there; nobody is shown it, and the next demonstration takes it away. */
export const DEMO_SOURCE: Source = {
  ...newSource('demo-photo', 'treble', true),
  processor: 'photo-check',
};

const answer = v.object({
  Item: v.optional(v.object({ doc: v.object({ S: v.string() }), version: v.object({ N: v.string() }) })),
});

/** Somebody may change the sources at the same time. */
const ROUNDS = 5;

export interface StoredSettings {
  readonly table: string;
  readonly dynamoDb: AwsJson;
}

export const addDemoSource = (settings: StoredSettings): Promise<void> => change(settings, [DEMO_SOURCE]);

export const removeDemoSource = (settings: StoredSettings): Promise<void> => change(settings, []);

async function change(settings: StoredSettings, own: readonly Source[], rounds = ROUNDS): Promise<void> {
  const Key = { [SOURCES_TABLE.partitionKey]: { S: SOURCES_TABLE.item } };
  const about = { TableName: settings.table, Key };
  const { Item } = v.parse(answer, await settings.dynamoDb('GetItem', { ...about, ConsistentRead: true }));
  const others = parseSources(Item?.doc.S ?? '[]').filter(({ id }) => id !== DEMO_SOURCE.id);
  const sources = [...others, ...own];
  const unchanged = {
    ConditionExpression: Item ? '#version = :version' : 'attribute_not_exists(#version)',
    ExpressionAttributeNames: { '#version': 'version' },
    ...(Item && { ExpressionAttributeValues: { ':version': Item.version } }),
  };
  try {
    // Nobody has settings of their own: then there is no item either.
    if (sources.length === 0) await settings.dynamoDb('DeleteItem', { ...about, ...unchanged });
    else {
      const version = { N: String(Number(Item?.version.N ?? 0) + 1) };
      const stored = { ...Key, doc: { S: printSources(sources) }, version };
      await settings.dynamoDb('PutItem', { TableName: settings.table, Item: stored, ...unchanged });
    }
  } catch (error) {
    const lost = error instanceof EngineError && error.code === 'ConditionalCheckFailedException';
    if (!lost || rounds === 0) throw error;
    await change(settings, own, rounds - 1);
  }
}

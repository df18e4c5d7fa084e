// The sources' settings as the functions would read them, for the URLs that the runner shows. A template without
// such a table has the first sources and no others.
import * as v from 'valibot';
import { parseSources, type Source, withFirstSources } from '../functions/core/source/source.ts';
import { SOURCES_TABLE } from '../functions/core/tables.ts';
import { DEMO_SOURCE } from './demo/demo-source.ts';
import { awsJson } from './services/engines/aws-json.ts';
import type { Plan } from './template/plan.ts';

export const TABLE = 'SourcesTable';
const answer = v.object({ Item: v.optional(v.object({ doc: v.object({ S: v.string() }) })) });

export async function sourcesNow({ tables }: Plan, dynamoDbEndpoint: string): Promise<Source[]> {
  const table = tables.find(({ logicalId }) => logicalId === TABLE);
  if (!table) return withFirstSources([]);
  const read = awsJson(dynamoDbEndpoint, 'DynamoDB_20120810');
  const Key = { [SOURCES_TABLE.partitionKey]: { S: SOURCES_TABLE.item } };
  const { Item } = v.parse(
    answer,
    await read('GetItem', { TableName: table.name, Key, ConsistentRead: true }),
  );
  const sources = withFirstSources(parseSources(Item?.doc.S ?? '[]'));
  return sources.filter(({ id }) => id !== DEMO_SOURCE.id);
}

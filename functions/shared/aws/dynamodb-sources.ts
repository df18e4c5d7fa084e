// Settings of the sources on DynamoDB: one partition, so that one query reads them all.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { parseSource, type Source } from '../domain/source.ts';
import type { SourceStore } from '../ports.ts';
import { SOURCES_TABLE } from '../tables.ts';

const { partitionKey, sortKey, partition } = SOURCES_TABLE;

export function dynamoDbSources(client: DynamoDBClient, table: string): SourceStore {
  return {
    async list(signal) {
      const sources: Source[] = [];
      let next: Record<string, { S: string }> | undefined;
      do {
        const command = new QueryCommand({
          TableName: table,
          KeyConditionExpression: '#partition = :partition',
          ExpressionAttributeNames: { '#partition': partitionKey },
          ExpressionAttributeValues: { ':partition': { S: partition } },
          ExclusiveStartKey: next,
        });
        const { Items, LastEvaluatedKey } = await client.send(command, signal && { abortSignal: signal });
        for (const item of Items ?? []) sources.push(parseSource(item['doc']?.S ?? ''));
        const last = LastEvaluatedKey?.[sortKey]?.S;
        next = last === undefined ? undefined : { [partitionKey]: { S: partition }, [sortKey]: { S: last } };
      } while (next);
      return sources;
    },
  };
}

/** Writes the settings unless somebody else did since `previous` was read (undefined: there were none). */
export async function writeSource(
  client: DynamoDBClient,
  table: string,
  source: Source,
  previous: Source | undefined,
): Promise<'written' | 'changed_meanwhile'> {
  const doc = (value: Source) => ({ S: JSON.stringify(value) });
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { [partitionKey]: { S: partition }, [sortKey]: { S: source.id }, doc: doc(source) },
        ConditionExpression: previous ? '#doc = :previous' : 'attribute_not_exists(#doc)',
        ExpressionAttributeNames: { '#doc': 'doc' },
        ...(previous && { ExpressionAttributeValues: { ':previous': doc(previous) } }),
      }),
    );
    return 'written';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'changed_meanwhile';
    throw error;
  }
}

// Settings of the sources on DynamoDB: one item for them all. They are few and read together once a minute, and
// what holds between two sources (a channel has one webhook) is kept by one conditional write.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { SOURCES_TABLE } from '../tables.ts';
import { parseSources, printSources } from './source.ts';
import type { SourceStore } from './source-store.ts';

const { partitionKey, item } = SOURCES_TABLE;

export function dynamoDbSources(client: DynamoDBClient, table: string): SourceStore {
  const Key = { [partitionKey]: { S: item } };
  return {
    async read(signal) {
      const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
      const { Item } = await client.send(command, signal && { abortSignal: signal });
      return { sources: parseSources(Item?.['doc']?.S ?? '[]'), version: Number(Item?.['version']?.N ?? 0) };
    },

    async write(sources, expectedVersion) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key,
        UpdateExpression: 'SET #doc = :doc, #version = :version',
        ConditionExpression:
          expectedVersion === 0 ? 'attribute_not_exists(#version)' : '#version = :expected',
        ExpressionAttributeNames: { '#doc': 'doc', '#version': 'version' },
        ExpressionAttributeValues: {
          ':doc': { S: printSources(sources) },
          ':version': { N: String(expectedVersion + 1) },
          ...(expectedVersion > 0 && { ':expected': { N: String(expectedVersion) } }),
        },
      });
      try {
        await client.send(command);
        return 'written';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'changed_meanwhile';
        throw error;
      }
    },
  };
}

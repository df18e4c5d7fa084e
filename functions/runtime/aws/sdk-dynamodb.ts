// DynamoDB by the SDK's client.
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableClient, Written } from './dynamodb.ts';
import type { Item } from './item.ts';

export function sdkDynamoDb(client: DynamoDBClient): TableClient {
  return {
    getItem: async (input, signal) => (await client.send(new GetItemCommand(input), options(signal))).Item,
    putItem: (input, signal) => written(client.send(new PutItemCommand(input), options(signal))),
    updateItem: (input, signal) => written(client.send(new UpdateItemCommand(input), options(signal))),
    deleteItem: (input, signal) => written(client.send(new DeleteItemCommand(input), options(signal))),
    query: (input, { pageSize, signal } = {}) =>
      paginateQuery({ client, ...(pageSize !== undefined && { pageSize }) }, input, options(signal)),
    scan: (input) => client.send(new ScanCommand(input)),
  };
}

const options = (signal: AbortSignal | undefined) => signal && { abortSignal: signal };

async function written(sent: Promise<{ readonly Attributes?: Item | undefined }>): Promise<Written> {
  try {
    return { kind: 'written', item: (await sent).Attributes ?? {} };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { kind: 'condition_failed', ...(error.Item && { item: error.Item }) };
  }
}

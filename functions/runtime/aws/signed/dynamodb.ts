// Single items of DynamoDB by signed requests. Binary attributes are not supported: only the statistics have any.
import type { CallAnswer } from '../../http/client.ts';
import type { ItemClient, Written } from '../dynamodb.ts';
import type { Item } from '../item.ts';
import { contentOf, jsonCall } from './json-call.ts';
import { reasonOf, type SignedClientOptions, signedClient } from './signed-client.ts';

/** An item has 400 KB at most; as JSON it can be longer. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

/** Throws {RefusedError} and {NoAnswerError}. */
export function signedDynamoDb(options: Omit<SignedClientOptions, 'service'>): ItemClient {
  const client = signedClient({ service: 'dynamodb', ...options });

  const call = (operation: string, input: object, signal: AbortSignal | undefined) =>
    jsonCall(client, `DynamoDB_20120810.${operation}`, input, { signal, maxAnswerBytes: MAX_ANSWER_BYTES });

  const write =
    (operation: string) =>
    async (input: object, signal?: AbortSignal): Promise<Written> => {
      const answer = await call(operation, input, signal);
      if (reasonOf(answer) !== 'ConditionalCheckFailedException') {
        return { kind: 'written', item: read(answer).Attributes ?? {} };
      }
      const { Item }: { Item?: Item } = JSON.parse(answer.body ?? '{}');
      return { kind: 'condition_failed', ...(Item && { item: Item }) };
    };

  return {
    getItem: async (input, signal) => read(await call('GetItem', input, signal)).Item,
    putItem: write('PutItem'),
    updateItem: write('UpdateItem'),
    deleteItem: write('DeleteItem'),
  };
}

const read = (answer: CallAnswer): { readonly Item?: Item; readonly Attributes?: Item } =>
  contentOf('dynamodb', answer);

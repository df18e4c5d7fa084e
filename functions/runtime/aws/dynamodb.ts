// DynamoDB as the stores use it. The SDK implements all of it (sdk-dynamodb.ts). Requests that are signed here implement the
// part that a webhook needs (signed/dynamodb.ts).
import type {
  DeleteItemInput,
  GetItemInput,
  PutItemInput,
  QueryInput,
  QueryOutput,
  ScanInput,
  ScanOutput,
  UpdateItemInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';

/** Single items. Every call throws the errors of its client, except a false condition. */
export interface ItemClient {
  /** Undefined when there is none. */
  getItem(input: GetItemInput, signal?: AbortSignal): Promise<Item | undefined>;
  putItem(input: PutItemInput, signal?: AbortSignal): Promise<Written>;
  updateItem(input: UpdateItemInput, signal?: AbortSignal): Promise<Written>;
  deleteItem(input: DeleteItemInput, signal?: AbortSignal): Promise<Written>;
}

/** `item`: the attributes that `ReturnValues` asked for. */
export type Written =
  | { readonly kind: 'written'; readonly item: Item }
  /** The condition was false. `item`: the stored item, if the write asked for it and there is one. */
  | { readonly kind: 'condition_failed'; readonly item?: Item };

export interface TableClient extends ItemClient {
  /** All pages. `pageSize`: the most items that are read for a page. */
  query(input: QueryInput, options?: QueryOptions): AsyncIterable<QueryOutput>;
  /** One page. */
  scan(input: ScanInput): Promise<ScanOutput>;
}

export interface QueryOptions {
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

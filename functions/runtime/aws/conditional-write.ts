// Conditional writes to DynamoDB. In expressions, each attribute name has the prefix #.
import type { ItemClient, Written } from './dynamodb.ts';
import type { Item } from './item.ts';

export interface Target {
  readonly client: ItemClient;
  readonly table: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Update {
  readonly key: Item;
  /** Attributes to set. */
  readonly set?: Item;
  /** Attributes to set if the item has them not. */
  readonly setOnce?: Item;
  /** Attributes to remove. */
  readonly remove?: readonly string[];
  /** Numbers to add to numbers, and sets of texts to add to sets. */
  readonly add?: Item;
  /** Texts to take out of sets. A set that becomes empty is removed. */
  readonly subtract?: Item;
  /** For example `#version = :expected`. Without it the write always happens. */
  readonly condition?: string;
  /** The values of the placeholders in the condition, by name without colon. */
  readonly values?: Item;
}

export interface UpdateOptions {
  /** Returns the item after the write. */
  readonly returnItem?: boolean;
  /** Returns the stored item when the condition is false. */
  readonly returnStored?: boolean;
}

export function updateItem(
  { client, table, signal }: Target,
  { key, set = {}, setOnce = {}, remove = [], add = {}, subtract = {}, condition, values = {} }: Update,
  { returnItem = false, returnStored = false }: UpdateOptions = {},
): Promise<Written> {
  const sets = [
    ...Object.keys(set).map((name) => `${nameOf(name)} = ${placeholderOf(name)}`),
    ...Object.keys(setOnce).map(
      (name) => `${nameOf(name)} = if_not_exists(${nameOf(name)}, ${placeholderOf(name)})`,
    ),
  ];
  const both = (name: string) => `${nameOf(name)} ${placeholderOf(name)}`;
  const clauses = [
    ...clause('SET', sets),
    ...clause('REMOVE', remove.map(nameOf)),
    ...clause('ADD', Object.keys(add).map(both)),
    ...clause('DELETE', Object.keys(subtract).map(both)),
  ];
  const changed = { ...set, ...setOnce, ...add, ...subtract };
  const placeholders = Object.entries({ ...changed, ...values });
  const input = {
    TableName: table,
    Key: key,
    UpdateExpression: clauses.join(' '),
    ...(condition !== undefined && { ConditionExpression: condition }),
    ExpressionAttributeNames: namesIn([...Object.keys(changed), ...remove], condition),
    ...(placeholders.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(
        placeholders.map(([name, value]) => [placeholderOf(name), value]),
      ),
    }),
    ...(returnItem && { ReturnValues: 'ALL_NEW' as const }),
    ...(returnStored && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }),
  };
  return client.updateItem(input, signal);
}

const clause = (verb: string, parts: readonly string[]): string[] =>
  parts.length > 0 ? [`${verb} ${parts.join(', ')}`] : [];

/** Writes a new item. Fails if the key exists. */
export function putNewItem({ client, table, signal }: Target, item: Item, keyName: string): Promise<Written> {
  const input = {
    TableName: table,
    Item: item,
    ConditionExpression: `attribute_not_exists(#${keyName})`,
    ExpressionAttributeNames: namesIn([keyName]),
  };
  return client.putItem(input, signal);
}

/** Deletes an item if `condition` is true. */
export function deleteItem(
  { client, table, signal }: Target,
  { key, condition, values = {} }: Pick<Update, 'key' | 'condition' | 'values'>,
): Promise<Written> {
  const input = {
    TableName: table,
    Key: key,
    ...(condition !== undefined && {
      ConditionExpression: condition,
      ExpressionAttributeNames: namesIn([], condition),
    }),
    // Empty ones are refused.
    ...(Object.keys(values).length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [`:${name}`, value]),
      ),
    }),
  };
  return client.deleteItem(input, signal);
}

/** Expressions accept letters, digits and underscores. */
const alias = (name: string): string => name.replace(/\W/g, '_');
const nameOf = (name: string): string => `#${alias(name)}`;
const placeholderOf = (name: string): string => `:${alias(name)}`;

function namesIn(names: readonly string[], condition = ''): Record<string, string> {
  const inCondition = [...condition.matchAll(/#(\w+)/g)].map(([placeholder]) => placeholder.slice(1));
  return Object.fromEntries([...names, ...inCondition].map((name) => [nameOf(name), name]));
}

// Attributes of a DynamoDB item.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

export const text = (value: string): AttributeValue => ({ S: value });
/** Never empty. */
export const texts = (values: readonly string[]): AttributeValue => ({ SS: [...values] });
export const number = (value: number): AttributeValue => ({ N: String(value) });

/** The item's key. @throws {Error} for an item that was read without it. */
export function keyText(item: Item, name: string): string {
  const key = item[name]?.S;
  if (key === undefined) throw new Error(`An item was read without its key, ${name}.`);
  return key;
}

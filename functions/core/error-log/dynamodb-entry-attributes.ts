// Reads an item of the error log. An item without some attributes is shown with those that it has, so that nobody overlooks it.
import { type Item, keyText } from '../../runtime/aws/item.ts';
import { FAILURES } from '../tables.ts';
import type { ErrorLogEntry } from './entry.ts';

const { partitionKey, newest } = FAILURES;

const TEXTS = ['source', 'platform', 'conversation', 'type', 'problem', 'replayedBy', 'dismissedBy'] as const;

export function readEntry(item: Item): ErrorLogEntry {
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const name of TEXTS) {
    const value = item[name]?.S;
    if (value !== undefined) texts[name] = value;
  }
  const replayedAtMs = item['replayedAtMs']?.N;
  const dismissedAtMs = item['dismissedAtMs']?.N;
  const id = keyText(item, partitionKey);
  return {
    id,
    deliveryId: item['deliveryId']?.S ?? id,
    reason: item['reason']?.S ?? 'unknown',
    parkedAtMs: Number(item[newest.sortKey]?.N ?? 0),
    attempts: Number(item['attempts']?.N ?? 0),
    ...texts,
    waits: item['waits']?.BOOL ?? false,
    replays: Number(item['replays']?.N ?? 0),
    ...(replayedAtMs !== undefined && { replayedAtMs: Number(replayedAtMs) }),
    ...(dismissedAtMs !== undefined && { dismissedAtMs: Number(dismissedAtMs) }),
  };
}

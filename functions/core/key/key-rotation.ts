// The rotation of the current key: begun, then ended when nobody uses the previous one any more. The reference key stays.
import type { Keys } from './keys.ts';

/** Undefined when a rotation is under way already. `made`: the new key; `since`: now, ISO 8601. */
export function beginRotation(
  { reference, current, previous }: Keys,
  made: { readonly key: string; readonly since: string },
): Keys | undefined {
  if (previous !== undefined) return undefined;
  return { reference, current: made.key, previous: current, since: made.since };
}

/** The previous key is not valid any more. Undefined when there is none. */
export function endRotation({ previous, ...keys }: Keys): Keys | undefined {
  return previous === undefined ? undefined : keys;
}

/** The text of the secret. */
export const printKeys = (keys: Keys): string => JSON.stringify(keys);

// FALLBACK_KEYS, for the functions that bring a conversation on at its deadline: worker and sweeper.
import * as v from 'valibot';
import { parseFallbackKeys } from './variables.ts';

/** A variable that holds what the stack's parameter of this name does: `name=value,name=value`. */
export const fallbackKeys = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const keys = parseFallbackKeys(dataset.value);
    if (keys) return keys;
    addIssue({ message: 'must read name=value,name=value, no name starting with acuse_' });
    return NEVER;
  }),
);

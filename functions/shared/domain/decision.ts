// With what a cycle of a wait is continued: variables and a cause, fixed once.

/** One session variable as Treble takes it: both strings. */
export interface SessionKey {
  readonly key: string;
  readonly value: string;
}

/** Names starting so are ours: a processor's or operator's variables may not use them. */
export const RESERVED_PREFIX = 'acuse_';

/**
 * Reads the `FallbackKeys` parameter, `name=value,name=value`; empty text means none. A value may contain `=`
 * but no comma. Returns undefined when the text does not read so, a name is ours, or a name comes twice.
 */
export function parseFallbackKeys(text: string): readonly SessionKey[] | undefined {
  if (text.trim() === '') return [];
  const keys = text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? undefined : { key: pair.slice(0, at).trim(), value: pair.slice(at + 1) };
  });
  const names = new Set<string>();
  for (const pair of keys) {
    if (!pair || pair.key === '' || pair.key.startsWith(RESERVED_PREFIX) || names.has(pair.key)) return undefined;
    names.add(pair.key);
  }
  return keys.filter((pair) => pair !== undefined);
}

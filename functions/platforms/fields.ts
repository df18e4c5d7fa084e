// Looks into a parsed body of which nothing is certain: a field may be missing, null, of another type, or be
// called __proto__. Nothing here throws, and nothing takes 0 or false for missing.

/** An own field of an object; undefined where there is none, and for null. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name) ?? undefined;
}

/** A field that has fields of its own. */
export function objectField(value: unknown, name: string): object | undefined {
  const found = field(value, name);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : undefined;
}

/** A field as text, where it is a string, number or boolean. */
export function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  if (typeof found === 'string') return found;
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
}

/** A field as text that holds more than white space. */
export function filledField(value: unknown, name: string): string | undefined {
  const found = textField(value, name);
  return found === undefined || found.trim() === '' ? undefined : found;
}

/**
 * An id as text: a filled string, or an integer (0 is one). A number beyond 2^53 is none: parsing has changed
 * it, and two ids could have become one.
 */
export function idField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' || Number.isSafeInteger(found) ? filledField(value, name) : undefined;
}

/** A flag that is set, however it is written. */
export function isSet(value: unknown, name: string): boolean {
  return textField(value, name) === 'true';
}

/** A field that holds something: `""`, `[]` and `{}` do not. */
export function holdsSomething(value: unknown, name: string): boolean {
  const found = field(value, name);
  if (typeof found === 'string') return found.trim() !== '';
  return typeof found === 'object' && found !== null ? Object.keys(found).length > 0 : found !== undefined;
}

/** The objects of a list; nothing for what is no list. */
export function objectsOf(list: unknown): readonly object[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item: unknown) => typeof item === 'object' && item !== null);
}

// Reads fields of a parsed body of unknown shape: a field can be missing, null, of another type, or named __proto__.
// No function here throws. 0 and false are values, not missing.

/** An own field of an object; undefined if it is missing or null. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name) ?? undefined;
}

/** A field that is an object. */
export function objectField(value: unknown, name: string): object | undefined {
  const found = field(value, name);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : undefined;
}

/** A field as text, if it is a string, number or boolean. */
export function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  if (typeof found === 'string') return found;
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
}

/** A field as text, if it is not blank. */
export function filledField(value: unknown, name: string): string | undefined {
  const found = textField(value, name);
  return found === undefined || found.trim() === '' ? undefined : found;
}

/**
 * An id as text: a string that is not blank, or an integer (also 0). A number above 2^53 is not an id: the parser has
 * rounded it, so two ids could be equal.
 */
export function idField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' || Number.isSafeInteger(found) ? filledField(value, name) : undefined;
}

/** True for true and 'true'. */
export function isSet(value: unknown, name: string): boolean {
  return textField(value, name) === 'true';
}

/** True if the field is not empty: `""`, `[]` and `{}` are empty. */
export function holdsSomething(value: unknown, name: string): boolean {
  const found = field(value, name);
  if (typeof found === 'string') return found.trim() !== '';
  return typeof found === 'object' && found !== null ? Object.keys(found).length > 0 : found !== undefined;
}

/** The objects of a list; empty if it is not a list. */
export function objectsOf(list: unknown): readonly object[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item: unknown) => typeof item === 'object' && item !== null);
}

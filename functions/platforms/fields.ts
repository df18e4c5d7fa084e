// Looks into a parsed body of which nothing is certain: a field may be missing, null, of another type, or be
// called __proto__. Nothing here throws.

/** An own field of an object; undefined where there is none, and for null. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name) ?? undefined;
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

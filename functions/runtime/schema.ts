// Checks values that were stored or set from outside, and gives them their type. For what ingest reads: valibot, which
// everything else uses, would be a seventh of its bundle (docs/decisions/bundles.md). Where one value does not fit, the whole
// is refused. Fields that a schema does not name are left out.

/** @throws {SchemaError} */
export type Schema<T> = (value: unknown) => T;

/** The value does not fit. The message says what it must be, `must …`, and never holds it: it may be a secret. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code = 'bad_value';
  readonly retryable = false;
}

export type Output<S extends Schema<unknown>> = ReturnType<S>;

export type Fields = Readonly<Record<string, Schema<unknown>>>;

/** The fields that may be absent. */
export type OptionalName<F extends Fields> = {
  [Name in keyof F]: undefined extends Output<F[Name]> ? Name : never;
}[keyof F];

type Flat<T> = { [Name in keyof T]: T[Name] };

type ObjectOf<F extends Fields> = Flat<
  { -readonly [Name in Exclude<keyof F, OptionalName<F>>]: Output<F[Name]> } & {
    -readonly [Name in OptionalName<F>]?: Output<F[Name]>;
  }
>;

type VariantOf<Tag extends string, Cases extends Readonly<Record<string, Fields>>> = {
  [Name in keyof Cases & string]: Flat<{ [T in Tag]: Name } & ObjectOf<Cases[Name]>>;
}[keyof Cases & string];

function refuse(must: string): never {
  throw new SchemaError(must);
}

/** @param must what a value must be, as a message: `must …`. */
export function check<T>(fits: (value: unknown) => value is T, must: string): Schema<T> {
  return (value) => (fits(value) ? value : refuse(must));
}

/** A text that stands for another value. `read` returns undefined where it does not fit. */
export function readText<T>(read: (text: string) => T | undefined, must: string): Schema<T> {
  return (value) => read(string(value)) ?? refuse(must);
}

export const string = check((value) => typeof value === 'string', 'must be text');
export const boolean = check((value) => typeof value === 'boolean', 'must be true or false');
export const integer = check((value): value is number => Number.isInteger(value), 'must be a whole number');
export const nonEmpty = check(
  (value): value is string => typeof value === 'string' && value !== '',
  'must not be empty',
);
export const positive = check(
  (value): value is number => Number.isInteger(value) && Number(value) > 0,
  'must be a whole number from 1',
);

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Schema<T> {
  return check(
    (value): value is T => allowed.some((one) => one === value),
    `must be ${allowed.join(' or ')}`,
  );
}

export function optional<T>(schema: Schema<T>): Schema<T | undefined> {
  return (value) => (value === undefined ? undefined : schema(value));
}

export function list<T>(item: Schema<T>, minimumLength = 0): Schema<T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length < minimumLength)
      refuse(`must be a list of ${minimumLength} or more`);
    return value.map((one) => item(one));
  };
}

export function object<const F extends Fields>(fields: F): Schema<ObjectOf<F>> {
  const entries = Object.entries(fields);
  return (value) => {
    const given = record(value);
    const read = entries.map(([name, field]) => [name, field(given[name])]);
    // The cast: nothing types an object that is made from a list.
    return Object.fromEntries(read.filter(([, one]) => one !== undefined)) as ObjectOf<F>;
  };
}

/** An object whose other fields depend on the value of one. */
export function variant<Tag extends string, const Cases extends Readonly<Record<string, Fields>>>(
  tag: Tag,
  cases: Cases,
): Schema<VariantOf<Tag, Cases>> {
  const schemas = new Map<unknown, Schema<object>>(
    Object.entries(cases).map(([name, fields]) => [name, object(fields)]),
  );
  return (value) => {
    const name = record(value)[tag];
    const schema = schemas.get(name) ?? refuse(`must have a known ${tag}`);
    return { [tag]: name, ...schema(value) } as VariantOf<Tag, Cases>;
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) refuse('must be an object');
  return { ...value };
}

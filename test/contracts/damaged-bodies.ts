// Bodies with one or two damaged places, as JSON texts. JSON.stringify cannot write some of the damages: a number
// outside the range of a double, or nesting too deep for the stack.
import fc from 'fast-check';
import type { Fixture } from '../fixtures/load.ts';

const DEPTH = 20_000;
const MARK = 'a mark outside of all fixtures';

/** What replaces a value; `%` is the original value. */
const REPLACEMENTS: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '1.5',
  '1e400',
  '-1e-400',
  '123456789012345678901234567890',
  '""',
  '" "',
  '"0"',
  '"null"',
  '"unknown_name"',
  `"${'endless'.repeat(1000)}"`,
  '"__proto__"',
  '"\\ud83d"',
  '"\\u0000"',
  '[]',
  '{}',
  '[%]',
  '[%,%]',
  '{"id":%}',
  '{"data":%}',
  '{"message":%}',
  '{"__proto__":%}',
  '{"toJSON":%,"toString":null,"valueOf":1,"hasOwnProperty":2,"constructor":3}',
  `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`,
  `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`,
];

export const UNKNOWN_FIELDS = '"x_new":{"id":0,"type":"x"},"x_list":[null,{"y":[]}],"x_text":"…"';

type Path = readonly string[];

/** A sample with one or two damaged places. */
export function damaged(samples: readonly Fixture[]): fc.Arbitrary<string> {
  return fc.constantFrom(...samples).chain(({ body }) => {
    const place = fc.constantFrom(...pathsIn(body));
    return fc
      .tuple(place, replacement(), fc.option(fc.tuple(place, replacement())))
      .map(([path, how, second]) => {
        const once = damage(JSON.stringify(body), path, how);
        // A first damage with deep nesting cannot be written again.
        return second && how.length < DEPTH ? damage(once, ...second) : once;
      });
  });
}

const replacement = () => fc.constantFrom('drop', ...REPLACEMENTS);

/** The top-level keys of the samples. */
export function ownFieldNames(samples: readonly Fixture[]): string[] {
  const names = samples.flatMap(({ body }) => (typeof body === 'object' && body ? Object.keys(body) : []));
  return [...new Set(names)];
}

/** The empty path is the body itself. */
function pathsIn(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    pathsIn(inner).map((path) => [key, ...path]),
  );
  return [[], ...inside];
}

function damage(text: string, path: Path, how: string): string {
  const body: unknown = JSON.parse(text);
  const found = lookUp(body, path);
  if (found === undefined) return text;
  if (how === 'drop') return JSON.stringify(replaced(body, path, undefined)) ?? 'null';
  const marked = JSON.stringify(replaced(body, path, MARK));
  return marked.replace(`"${MARK}"`, () => how.replaceAll('%', JSON.stringify(found)));
}

function lookUp(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (holder, name) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
        ? Reflect.get(holder, name)
        : undefined,
    value,
  );
}

/** A copy; undefined removes the value. */
function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((inner, index) =>
      String(index) === name ? (replaced(inner, rest, by) ?? null) : inner,
    );
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === name ? replaced(inner, rest, by) : inner]),
  );
}

// The lookup of a source on its way into the settings, the secret values of its headers, and what is shown of it.
import { lookupKeyName } from '../functions/core/source/api-keys.ts';
import type { Source } from '../functions/core/source/source.ts';
import { parseAsWritten } from '../functions/processors/json-as-written.ts';
import {
  compactLookup,
  HEADER_TEXT,
  type Lookup,
  LookupError,
  parseLookup,
} from '../functions/processors/lookup/configuration.ts';
import { CommandError, type Input, UsageError } from './command.ts';
import { STANDARD_INPUT } from './file-input.ts';

/** What stands for a secret value. */
export const HIDDEN = '•••';

/** What `--lookup` says: the new lookup; undefined for `none`, and without the option what was set before. */
export async function lookupOf(
  before: string | undefined,
  { text, content }: Pick<Input, 'text' | 'content'>,
): Promise<string | undefined> {
  const path = text('lookup');
  if (path === undefined) return before;
  if (path === 'none') return undefined;
  const lookup = compactLookup(await content(path));
  readLookup(lookup);
  return lookup;
}

/** @throws {CommandError} that names the fields. */
export function readLookup(json: string): Lookup {
  try {
    return parseLookup(json);
  } catch (error) {
    if (!(error instanceof LookupError)) throw error;
    throw new CommandError(`The lookup cannot be used: ${error.message}. See docs/processors/lookup.md.`);
  }
}

export interface LookupKeys {
  /** The new ones by name. */
  readonly set: ReadonlyMap<string, string>;
  readonly isGone: (name: string) => boolean;
}

/**
 * The secret values that a changed lookup needs, and those that it needs no more. One that is known is asked for again
 * only for another host, so that no value goes to a host that it was not given for.
 */
export async function askLookupKeys(
  { id, lookup: before }: Pick<Source, 'id' | 'lookup'>,
  after: string | undefined,
  input: Pick<Input, 'text' | 'secret'>,
): Promise<LookupKeys> {
  const old = before === undefined ? undefined : parseKnown(before);
  const now = after === undefined ? undefined : readLookup(after);
  const isKnown = (header: string) =>
    old?.origin.href === now?.origin.href && old?.secretHeaders.includes(header) === true;
  const set = new Map<string, string>();
  for (const header of now?.secretHeaders ?? [])
    if (!isKnown(header)) {
      if (input.text('lookup') === STANDARD_INPUT)
        throw new UsageError(
          `--lookup - takes all of standard input, and none is left for the value of the header ${header}: give the lookup as a file`,
        );
      set.set(lookupKeyName(id, header), await askHeaderValue(header, now, input));
    }
  const needed = new Set(now?.secretHeaders.map((header) => lookupKeyName(id, header)));
  return { set, isGone: (name) => name.startsWith(lookupKeyName(id, '')) && !needed.has(name) };
}

/** Undefined for one of another version. */
function parseKnown(json: string): Lookup | undefined {
  try {
    return parseLookup(json);
  } catch {
    return undefined;
  }
}

const MAX_VALUE_CHARACTERS = 4096;

/** @throws {CommandError} */
export async function askHeaderValue(
  header: string,
  lookup: Lookup | undefined,
  { secret }: Pick<Input, 'secret'>,
): Promise<string> {
  const value = await secret(`Value of the header ${header}, for ${lookup?.origin.host}`);
  if (value.length <= MAX_VALUE_CHARACTERS && HEADER_TEXT.test(value)) return value;
  throw new CommandError(
    `The value of ${header} must have at most ${MAX_VALUE_CHARACTERS} plain ASCII characters. Copy it again, without line breaks.`,
  );
}

/** As JSON, with its numbers as they are written. Secret values are not in the settings. */
export const lookupAsJson = (lookup: string): unknown => parseAsWritten(lookup) ?? lookup;

/** The address and the headers, of what may be of another version. */
export function describeLookup(lookup: string): string[] {
  const { method = 'GET', url, headers }: Partial<Record<string, unknown>> = Object(lookupAsJson(lookup));
  const lines = Object.entries(Object(headers)).map(
    ([name, value]) => `${name.toLowerCase()}: ${typeof value === 'string' ? value : HIDDEN}`,
  );
  return [`${method} ${url}`, ...lines].map(
    (line, at) => `  ${at === 0 ? 'lookup    ' : '          '} ${line}`,
  );
}

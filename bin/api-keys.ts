// The keys of others' APIs, as a command writes them: one secret holds them for all sources. No key is ever printed.
import type { ApiKeys } from '../functions/core/source/api-keys.ts';
import { parseApiKeys } from '../functions/core/source/secrets-manager-api-keys.ts';
import { CommandError, type Input, UsageError } from './command.ts';
import type { SecretText } from './secret-text.ts';

export interface ApiKeyEditor extends ApiKeys {
  /** @throws {CommandError} */
  set(name: string, key: string): Promise<void>;
  /** Those whose names are gone. Where there is none, nothing is written. @throws {CommandError} */
  remove(isGone: (name: string) => boolean): Promise<void>;
}

/** Secrets Manager takes no more. */
const MAX_SECRET_BYTES = 65_536;

const ROUNDS = 3;

/**
 * Secrets Manager has no write under a condition, so what was written is read again: a command for another source that
 * read before and wrote after takes our change away, and then it is made again.
 */
export function apiKeyEditor(secret: SecretText): ApiKeyEditor {
  async function change(edit: (keys: Map<string, string>) => void): Promise<void> {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const keys = keysIn(await secret.read());
      const before = print(keys);
      edit(keys);
      const text = print(keys);
      if (text === before) return;
      if (round === ROUNDS) break;
      if (Buffer.byteLength(text) > MAX_SECRET_BYTES) throw new CommandError(TOO_MUCH);
      await secret.write(text);
    }
    throw new CommandError('Another command is changing the keys at the same time. Try again.');
  }
  return {
    of: async (name) => keysIn(await secret.read()).get(name),
    set: (name, key) => change((keys) => keys.set(name, key)),
    remove: (isGone) =>
      change((keys) => {
        for (const name of [...keys.keys()].filter(isGone)) keys.delete(name);
      }),
  };
}

const print = (keys: ReadonlyMap<string, string>): string => JSON.stringify(Object.fromEntries(keys));

const TOO_MUCH =
  'All keys together are more than a secret can hold (64 KB). Take away those that are not used: source edit <id> --api-key none, or --lookup none.';

/** Text that is no JSON is of a secret that nobody has written yet; half an object is one that somebody has damaged. */
function keysIn(text: string): Map<string, string> {
  if (text.trimStart().startsWith('{') && !isJson(text)) throw new CommandError(DAMAGED);
  return new Map(Object.entries(parseApiKeys(text)));
}

const DAMAGED =
  'The secret AcuseApiKeys holds no JSON. Restore its previous version in Secrets Manager, or write {} into it and set each key again.';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const KEY_IS_ASKED_FOR =
  '--api-key takes no value but none: the key is asked for, or read from standard input, and is never on the command line';

const MAX_KEY_CHARACTERS = 4096;

/** What `--api-key` says: the new key, `none`, or undefined. @throws {UsageError|CommandError} */
export async function askApiKey(
  source: string,
  { text, secret }: Pick<Input, 'text' | 'secret'>,
): Promise<{ readonly key: string } | 'none' | undefined> {
  const value = text('api-key');
  if (value === undefined || value === 'none') return value;
  if (value !== '') throw new UsageError(KEY_IS_ASKED_FOR);
  const key = await secret(`Key of the platform's API for ${source}`);
  if (key.length > MAX_KEY_CHARACTERS)
    throw new CommandError(`The key has more than ${MAX_KEY_CHARACTERS} characters: paste the key only.`);
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new CommandError(
      'The key has a space or a character that is not plain ASCII. Copy it again, without quotation marks and line breaks.',
    );
  return { key };
}

// The secret with the keys, where the command line finds it: in Secrets Manager or in a local run's data directory. What
// is written takes effect with the next step, because the functions have the keys in their environment.
import { printKeys } from '../functions/core/key/key-rotation.ts';
import { type Keys, parseKeys } from '../functions/core/key/keys.ts';
import { CommandError, type Target } from './command.ts';
import { readLocalSecret, writeLocalSecret } from './local.ts';

export interface KeySecret {
  /** Never print them. @throws {CommandError} */
  read(): Promise<Keys>;
  /** @throws {CommandError} */
  write(keys: Keys): Promise<void>;
  /** What an operator does so that the functions get what was written. */
  nextStep(): string;
}

/** The AWS clients of a stack are loaded only for one. */
export async function keySecretOf(target: Target): Promise<KeySecret> {
  if (target.kind === 'local') return localKeySecret(target.baseUrl);
  return (await import('./stack-key-secret.ts')).stackKeySecret(target.name);
}

export const localKeySecret = (baseUrl: string): KeySecret => ({
  read: async () => keysIn(await readLocalSecret(baseUrl), 'the local run'),
  write: (keys) => writeLocalSecret(baseUrl, printKeys(keys)),
  nextStep: () => 'Stop the local run and start it again with the same --data.',
});

/** @throws {CommandError} where it is no text of keys. */
export function keysIn(text: string, owner: string): Keys {
  const keys = parseKeys(text);
  if (keys) return keys;
  throw new CommandError(
    `The secret AcuseKey of ${owner} holds no key. Restore its previous version: see docs/decisions/one-key.md.`,
  );
}

import type { Source } from '../core/source/source.ts';
import { hmac } from '../runtime/hmac.ts';

/** The secret that a source's processor checks our signature with, as Standard Webhooks writes it. */
export function processorSecret(key: string, sourceId: string, generation = 1): string {
  // The first had no number before there was a second, and must stay what it was.
  const parts = generation === 1 ? [sourceId] : [sourceId, String(generation)];
  const bytes = Buffer.from(hmac(key, 'processor', parts), 'base64url');
  return `whsec_${bytes.toString('base64')}`;
}

/** Those that sign for a source now, the newest first: two while a rotation is under way. */
export function processorSecrets(
  key: string,
  { id, secretGeneration = 1, lowestSecretGeneration = 1 }: ProcessorSecretSettings,
): string[] {
  const count = secretGeneration - lowestSecretGeneration + 1;
  return Array.from({ length: count }, (_, back) => processorSecret(key, id, secretGeneration - back));
}

type ProcessorSecretSettings = Pick<Source, 'id' | 'secretGeneration' | 'lowestSecretGeneration'>;

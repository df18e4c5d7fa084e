import { type RotatedKeys, validKeys } from '../core/key/keys.ts';
import type { Source } from '../core/source/source.ts';
import { hmac } from '../runtime/hmac.ts';

/** The secret with which the processor of a source verifies the signature, in the format of Standard Webhooks. */
export function processorSecret(key: string, sourceId: string, generation = 1): string {
  // The first generation has no number in its input, so that existing secrets stay valid.
  const parts = generation === 1 ? [sourceId] : [sourceId, String(generation)];
  const bytes = Buffer.from(hmac(key, 'processor', parts), 'base64url');
  return `whsec_${bytes.toString('base64')}`;
}

/**
 * The signing secrets of a source, newest first. During a rotation of the source's secret there are two, and during a
 * rotation of the key each is there with both keys.
 */
export function processorSecrets(
  keys: RotatedKeys,
  { id, secretGeneration = 1, lowestSecretGeneration = 1 }: ProcessorSecretSettings,
): string[] {
  const count = secretGeneration - lowestSecretGeneration + 1;
  const generations = Array.from({ length: count }, (_, back) => secretGeneration - back);
  return validKeys(keys).flatMap((key) =>
    generations.map((generation) => processorSecret(key, id, generation)),
  );
}

type ProcessorSecretSettings = Pick<Source, 'id' | 'secretGeneration' | 'lowestSecretGeneration'>;

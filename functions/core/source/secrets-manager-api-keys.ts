// The keys of others' APIs in Secrets Manager: one secret, a JSON object with the keys by name. Read by a signed
// request: docs/decisions/own-signed-requests.md.
import { contentOf, jsonCall } from '../../runtime/aws/signed/json-call.ts';
import { type SignedClientOptions, signedClient } from '../../runtime/aws/signed/signed-client.ts';
import type { ApiKeyStore } from './api-keys.ts';

export interface SecretOptions extends Omit<SignedClientOptions, 'service'> {
  /** The name or ARN of the secret. */
  readonly secret: string;
}

/** A secret has 64 KB at most; as JSON in JSON it can be longer. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** Throws {RefusedError} and {NoAnswerError}. */
export function secretsManagerApiKeys({ secret, ...options }: SecretOptions): ApiKeyStore {
  const client = signedClient({ service: 'secretsmanager', ...options });
  return {
    async read() {
      const input = { SecretId: secret };
      const target = 'secretsmanager.GetSecretValue';
      const answer = await jsonCall(client, target, input, {
        version: '1.1',
        maxAnswerBytes: MAX_ANSWER_BYTES,
      });
      const { SecretString }: { SecretString?: string } = contentOf('secretsmanager', answer);
      return parseApiKeys(SecretString ?? '');
    },
  };
}

/** Of a secret that nobody has written yet: none. */
export function parseApiKeys(text: string): Record<string, string> {
  const keys: unknown = parse(text);
  if (typeof keys !== 'object' || keys === null) return {};
  return Object.fromEntries(Object.entries(keys).filter(([, key]) => typeof key === 'string'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The error would quote the keys.
    return undefined;
  }
}

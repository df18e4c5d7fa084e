// The text of one secret in Secrets Manager: of a stack's, or of the one that a local run plays.
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';

export interface SecretText {
  /** Never print it. */
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

export const secretText = (client: SecretsManager, secretId: () => Promise<string>): SecretText => ({
  async read() {
    const { SecretString = '' } = await client.getSecretValue({ SecretId: await secretId() });
    return SecretString;
  },
  async write(text) {
    await client.putSecretValue({ SecretId: await secretId(), SecretString: text });
  },
});

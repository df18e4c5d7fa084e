// Secrets Manager on one machine, as AWS's own client and the functions' reader see it.
import { GetSecretValueCommand, SecretsManager, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test, vi } from 'vitest';
import { STORE } from '../../../functions/core/policy.ts';
import { secretsManagerApiKeys } from '../../../functions/core/source/secrets-manager-api-keys.ts';
import { startSecretsManager } from '../../../local/services/secrets-manager.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:AcuseApiKeys';
const OPTIONS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

async function startWith(text: string) {
  const stored = { text };
  const server = await startSecretsManager([
    {
      arn: ARN,
      read: () => stored.text,
      replace: (next) => {
        stored.text = next;
      },
    },
  ]);
  onTestFinished(() => server.close(0));
  return { stored, url: server.url, client: new SecretsManager({ ...OPTIONS, endpoint: server.url }) };
}

test('a secret is read and replaced by its ARN', async () => {
  const { stored, client } = await startWith('first');
  expect(await client.getSecretValue({ SecretId: ARN })).toMatchObject({ ARN, SecretString: 'first' });
  await client.putSecretValue({ SecretId: ARN, SecretString: '{"trino":"ñ"}' });
  expect(stored.text).toBe('{"trino":"ñ"}');
});

test('another secret does not exist, and is not made', async () => {
  const { stored, client } = await startWith('first');
  const SecretId = `${ARN}2`;
  await expect(client.getSecretValue({ SecretId })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(client.putSecretValue({ SecretId, SecretString: 'x' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(stored.text).toBe('first');
});

test('what AWS refuses is refused: too long a text, and calls that a local run does not have', async () => {
  const { stored, client } = await startWith('first');
  const put = client.putSecretValue({ SecretId: ARN, SecretString: 'x'.repeat(65_537) });
  await expect(put).rejects.toMatchObject({ name: 'InvalidRequestException' });
  await expect(client.deleteSecret({ SecretId: ARN })).rejects.toMatchObject({
    name: 'InvalidRequestException',
  });
  expect(stored.text).toBe('first');
});

test('a page in a browser cannot read it: only requests under the name of this machine are answered', async () => {
  const { url } = await startWith('first');
  const foreign = new SecretsManagerClient({ ...OPTIONS, endpoint: url });
  foreign.middlewareStack.add(
    (next) => (args) => {
      Object.assign(Object(args.request).headers, { host: 'evil.example' });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const read = foreign.send(new GetSecretValueCommand({ SecretId: ARN }));
  await expect(read).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('the functions that send read the keys in it, and none in a text that nobody has written', async () => {
  const { stored, url } = await startWith('Zq7Zq7');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const options = { region: 'us-east-1', secret: ARN, limits: STORE };
  const keys = secretsManagerApiKeys({ ...options, origin: new URL(url) });
  expect(await keys.read()).toEqual({});
  stored.text = '{"trino":"a key","broken":5}';
  expect(await keys.read()).toEqual({ trino: 'a key' });
});

// The credential provider of the bundles: only the variables of Lambda.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultProvider } from '../../../../functions/runtime/aws/environment-credentials.ts';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('returns the credentials of the role from the variables of Lambda', async () => {
  expect(await defaultProvider()()).toEqual({
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  });
});

test('works without a session token, as local engines need', async () => {
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  expect(await defaultProvider()()).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
});

test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])(
  'names the missing variable, never a value: %s',
  async (name) => {
    vi.stubEnv(name, undefined);
    await expect(defaultProvider()()).rejects.toThrow(
      /^No credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for this process\.$/,
    );
  },
);

// The stand-in for the SDK's search for credentials: what Lambda hands over, and nothing else.
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

test("gives the role's credentials as Lambda hands them over", async () => {
  expect(await defaultProvider()()).toEqual({
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  });
});

test('does without a session token, as engines on this machine do', async () => {
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  expect(await defaultProvider()()).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
});

test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])(
  'names what is missing, never a value: %s',
  async (name) => {
    vi.stubEnv(name, undefined);
    await expect(defaultProvider()()).rejects.toThrow(
      /^No credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for this process\.$/,
    );
  },
);

// The credentials of the role: Lambda always sets them in these variables. `defaultProvider` replaces
// `@aws-sdk/credential-provider-node` in the bundles, see `lib/bundling.ts`: the other providers of the SDK (files, SSO,
// container and instance metadata) are 130 KB and about 15 ms of every cold start.
import type { Credentials } from './signed/signature-v4.ts';

/** Reads them now: they can change. @throws when a variable is missing. The message never contains a value. */
export function environmentCredentials(): Credentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('No credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for this process.');
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

export const defaultProvider = () => async (): Promise<Credentials> => environmentCredentials();

// Stands in the bundles for `@aws-sdk/credential-provider-node`, see `lib/bundling.ts`. Lambda hands a function
// the credentials of its role in these variables, always; the other places that the SDK would know to look in
// (files, SSO, container and instance metadata) are 130 KB and about 15 ms of every cold start.

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** @throws when there are none, which on Lambda cannot be: it says what is missing, never a value. */
export function defaultProvider(): () => Promise<Credentials> {
  return async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (!accessKeyId || !secretAccessKey) {
      throw new Error('No credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for this process.');
    }
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  };
}

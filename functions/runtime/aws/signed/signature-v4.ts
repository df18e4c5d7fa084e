// AWS's Signature Version 4, for requests with one body and headers of ours.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignableRequest {
  readonly method: string;
  /** As it is sent, without query. Segments `.` and `..` are not resolved. */
  readonly path: string;
  /** By name, not encoded. */
  readonly query?: Readonly<Record<string, string>>;
  /** All that are signed, `host` included. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hex. */
  readonly bodyDigest: string;
}

export type Signer = (request: SignableRequest, credentials: Credentials, atMs: number) => SignedHeaders;

/** The request's headers, with time, session token and signature. */
type SignedHeaders = Record<string, string>;

const ALGORITHM = 'AWS4-HMAC-SHA256';

export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

export function signer(service: string, region: string): Signer {
  /** The key is valid for a day. Credentials can change at any time. */
  let made: { readonly secret: string; readonly day: string; readonly key: KeyObject } | undefined;

  function keyOf(secret: string, day: string): KeyObject {
    if (made?.day !== day || made.secret !== secret) {
      const parts = [day, region, service, 'aws4_request'];
      const bytes = parts.reduce(
        (key, part) => createHmac('sha256', key).update(part).digest(),
        Buffer.from(`AWS4${secret}`),
      );
      // An HMAC with a key object costs a tenth of one with bytes.
      made = { secret, day, key: createSecretKey(bytes) };
    }
    return made.key;
  }

  return ({ method, path, query, headers, bodyDigest }, credentials, atMs) => {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    // 20301231T235959Z
    const time = `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const day = time.slice(0, 8);
    const signed: SignedHeaders = { ...headers, 'x-amz-date': time };
    if (sessionToken) signed['x-amz-security-token'] = sessionToken;
    const names = Object.keys(signed).sort();
    const lines = names.map((name) => `${name}:${oneLine(signed[name] ?? '')}\n`).join('');
    // S3 takes the path as it is sent, the others encode it once more.
    const canonicalPath = service === 's3' ? path : encode(path).replaceAll('%2F', '/');
    const list = names.join(';');
    const canonical = `${method}\n${canonicalPath}\n${encodeQuery(query)}\n${lines}\n${list}\n${bodyDigest}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const toSign = `${ALGORITHM}\n${time}\n${scope}\n${sha256Hex(canonical)}`;
    const signature = createHmac('sha256', keyOf(secretAccessKey, day)).update(toSign).digest('hex');
    signed['authorization'] =
      `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
    return signed;
  };
}

/** As it is signed and sent: sorted and encoded. */
export function encodeQuery(query: Readonly<Record<string, string>> = {}): string {
  const parameters = Object.entries(query).map(([name, value]) => [encode(name), encode(value)] as const);
  return parameters
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((parameter) => parameter.join('='))
    .join('&');
}

const oneLine = (value: string) => value.trim().replace(/\s+/g, ' ');

/** RFC 3986: everything but letters, digits and `-_.~`. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

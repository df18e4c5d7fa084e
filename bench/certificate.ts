// Makes a self-signed certificate for each run: the stub uses TLS, as AWS does, and needs only Node. X.509 in DER,
// RFC 5280; the comments beside the bytes are names of the RFC.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const VALID_MS = 24 * 3600_000;

export function selfSigned(nowMs: number): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
  const name = sequence(set(sequence(objectId('550403'), node(0x0c, Buffer.from('localhost')))));
  const toBeSigned = sequence(
    node(0xa0, node(0x02, Buffer.from([2]))),
    // Positive, in the shortest form.
    node(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    // Clocks can differ a little.
    sequence(utcTime(nowMs - 60_000), utcTime(nowMs + VALID_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    node(
      0xa3,
      sequence(
        // basicConstraints: a certificate authority.
        sequence(objectId('551d13'), TRUE, octets(sequence(TRUE))),
        // subjectAltName
        sequence(
          objectId('551d11'),
          octets(sequence(node(0x82, Buffer.from('localhost')), node(0x87, Buffer.from([127, 0, 0, 1])))),
        ),
      ),
    ),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const bits = node(0x03, Buffer.concat([Buffer.from([0]), signature]));
  const base64 = sequence(toBeSigned, ecdsaWithSha256, bits).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return {
    certificatePem: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function node(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const short = length < 0x80;
  const size = short ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const TRUE = node(0x01, Buffer.from([0xff]));

const sequence = (...parts: readonly Uint8Array[]) => node(0x30, ...parts);
const set = (...parts: readonly Uint8Array[]) => node(0x31, ...parts);
const octets = (content: Uint8Array) => node(0x04, content);
const objectId = (hex: string) => node(0x06, Buffer.from(hex, 'hex'));

/** `YYMMDDHHMMSSZ` */
function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return node(0x17, Buffer.from(`${digits}Z`));
}

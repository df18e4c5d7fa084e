// Our signatures are those of AWS: its published vectors, and its own signer for requests of any content.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sha256Node } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { sha256Hex, signer } from '../../../../../functions/runtime/aws/signed/signature-v4.ts';
import { runs } from '../../../../properties/runs.ts';

const vectors = v.parse(
  v.array(
    v.object({
      name: v.string(),
      method: v.string(),
      path: v.string(),
      query: v.optional(v.record(v.string(), v.string()), {}),
      headers: v.record(v.string(), v.string()),
      body: v.string(),
      signsBody: v.boolean(),
      sessionToken: v.optional(v.string(), ''),
      signature: v.string(),
    }),
  ),
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../../fixtures/signature-v4/vectors.json'), 'utf8'),
  ),
);

const EXAMPLE = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

test.each(vectors)('signs as the published vector $name', (vector) => {
  const { method, path, query, headers, body, signsBody, sessionToken, signature } = vector;
  const bodyDigest = sha256Hex(body);
  const signed = signer('service', 'us-east-1')(
    {
      method,
      path,
      query,
      headers: { ...headers, ...(signsBody && { 'x-amz-content-sha256': bodyDigest }) },
      bodyDigest,
    },
    { ...EXAMPLE, sessionToken },
    Date.UTC(2015, 7, 30, 12, 36),
  );
  expect(signed['authorization']).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20150830\/us-east-1\/service\/aws4_request, SignedHeaders=/,
  );
  expect(signed['authorization']?.slice(-64)).toBe(signature);
});

const segment = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .map((text) => encodeURIComponent(text.toWellFormed()))
  .filter((text) => text !== '.' && text !== '..');

const credentials = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{4,20}$/),
    secretAccessKey: fc.string({ minLength: 1, maxLength: 40 }),
    sessionToken: fc.stringMatching(/^[A-Za-z0-9/+=]{1,200}$/),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);

const request = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
  path: fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
  query: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 10 }).filter((name) => !/^x-amz-signature$/i.test(name)),
    fc.string({ maxLength: 20, unit: 'grapheme' }).map((text) => text.toWellFormed()),
    { maxKeys: 4, noNullPrototype: true },
  ),
  headers: fc.record({
    host: fc.constantFrom('sqs.sa-east-1.amazonaws.com', '127.0.0.1:8000', '[::1]:8000'),
    'content-type': fc.constantFrom('application/x-amz-json-1.0', 'application/json; charset=utf-8'),
    'x-amz-target': fc.string({ maxLength: 30 }),
  }),
  body: fc.oneof(
    fc.string({ maxLength: 200, unit: 'grapheme' }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }),
  ),
});

const when = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 11, 31) });

test('signs as the signer of AWS, byte for byte, any request of any service, with any credentials', async () => {
  const service = fc.constantFrom('dynamodb', 'sqs', 's3', 'lambda');
  const region = fc.constantFrom('sa-east-1', 'us-gov-west-1', 'cn-north-1');
  const property = fc.asyncProperty(
    service,
    region,
    fc.array(fc.tuple(request, credentials, when), { minLength: 1, maxLength: 3 }),
    async (name, where, calls) => {
      const sign = signer(name, where);
      for (const [{ body, ...asked }, one, atMs] of calls) {
        const headers = { ...asked.headers, 'x-amz-content-sha256': sha256Hex(body) };
        const aws = new SignatureV4({
          service: name,
          region: where,
          credentials: one,
          sha256: Sha256Node,
          uriEscapePath: name !== 's3',
        });
        const expected = await aws.sign(
          { ...asked, headers, body, protocol: 'https:', hostname: 'unused' },
          { signingDate: new Date(atMs) },
        );
        expect(sign({ ...asked, headers, bodyDigest: sha256Hex(body) }, one, atMs)).toEqual(expected.headers);
      }
    },
  );
  await fc.assert(property, runs(500));
});

describe('the key of the day', () => {
  const sign = signer('sqs', 'sa-east-1');
  const asked = { method: 'POST', path: '/', headers: { host: 'sqs' }, bodyDigest: sha256Hex('') };
  const T0 = Date.UTC(2030, 0, 31, 23, 59, 59, 999);

  test.each([
    ['the next day', EXAMPLE, T0 + 1],
    ['another secret', { ...EXAMPLE, secretAccessKey: 'another' }, T0],
  ])('is made again for %s', (_, one, atMs) => {
    sign(asked, EXAMPLE, T0);
    expect(sign(asked, one, atMs)).toEqual(signer('sqs', 'sa-east-1')(asked, one, atMs));
    expect(sign(asked, one, atMs)['authorization']).not.toBe(sign(asked, EXAMPLE, T0)['authorization']);
  });
});

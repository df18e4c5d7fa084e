// The bucket for large bodies: private, encrypted, only with TLS, with expiry.
import { expect, test } from 'vitest';
import { KEPT, properties, resource, short, template } from './synthesised.ts';

test('is encrypted, not public, and expires with the error log', () => {
  expect(properties('BodiesBucket')).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: {
      Rules: [{ ExpirationInDays: { Ref: 'PayloadRetentionDays' }, Status: 'Enabled' }],
    },
  });
});

test('refuses requests without TLS', () => {
  const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy'));
  expect(policy?.['Properties'].PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({
      Effect: 'Deny',
      Action: 's3:*',
      Principal: { AWS: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
  template.resourceCountIs('AWS::S3::Bucket', 1);
});

test('is kept when the stack is deleted', () => {
  expect(resource('BodiesBucket')).toMatchObject(KEPT);
});

test('never expires before a job that refers to it', () => {
  const days = template.toJSON()['Parameters'].PayloadRetentionDays.MinValue;
  expect(days * 24 * 3600).toBeGreaterThanOrEqual(
    Number(short(properties('WaitsQueue').MessageRetentionPeriod)),
  );
});

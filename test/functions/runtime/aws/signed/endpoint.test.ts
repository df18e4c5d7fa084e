// Endpoints: those that the environment names, and else the same as the SDK's in every partition.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { hostOf, originOf, replacedEndpoint } from '../../../../../functions/runtime/aws/signed/endpoint.ts';

const local = { region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
const { endpointProvider: dynamodb } = new DynamoDBClient(local).config;
const { endpointProvider: sqs } = new SQSClient(local).config;
const { endpointProvider: lambda } = new LambdaClient(local).config;

const REGIONS = ['us-east-1', 'sa-east-1', 'us-gov-west-1', 'cn-northwest-1', 'eusc-de-east-1'];
const SWITCHES = [false, true].flatMap((fips) => [false, true].map((dualStack) => ({ fips, dualStack })));

const environmentOf = ({ fips, dualStack }: (typeof SWITCHES)[number]) => ({
  ...(fips && { AWS_USE_FIPS_ENDPOINT: 'true' }),
  ...(dualStack && { AWS_USE_DUALSTACK_ENDPOINT: 'true' }),
});

describe.each(REGIONS)('in %s', (region) => {
  test.each(SWITCHES)('FIPS $fips, dual stack $dualStack: the hosts are those of the SDK', (switches) => {
    const { fips: UseFIPS, dualStack: UseDualStack } = switches;
    const asked = { Region: region, UseFIPS, UseDualStack };
    const environment = environmentOf(switches);
    expect(hostOf('dynamodb', region, environment)).toBe(dynamodb(asked).url.host);
    expect(hostOf('sqs', region, environment)).toBe(sqs(asked).url.host);
    expect(hostOf('lambda', region, environment)).toBe(lambda(asked).url.host);
  });
});

// https://docs.aws.amazon.com/general/latest/gr/s3.html
test.each([
  ['sa-east-1', { fips: false, dualStack: false }, 's3.sa-east-1.amazonaws.com'],
  ['us-east-1', { fips: true, dualStack: false }, 's3-fips.us-east-1.amazonaws.com'],
  ['us-east-1', { fips: false, dualStack: true }, 's3.dualstack.us-east-1.amazonaws.com'],
  ['us-east-1', { fips: true, dualStack: true }, 's3-fips.dualstack.us-east-1.amazonaws.com'],
  ['cn-north-1', { fips: false, dualStack: true }, 's3.dualstack.cn-north-1.amazonaws.com.cn'],
] as const)('S3 in %s, %o: %s', (region, switches, host) => {
  expect(hostOf('s3', region, environmentOf(switches))).toBe(host);
});

describe('another endpoint', () => {
  const both = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_SQS: 'http://[::1]:9324' };

  test.each([
    ['of its own comes first', 'sqs', both, 'http://[::1]:9324'],
    ['of all services is the next', 'dynamodb', both, 'http://all'],
    ['that is empty is none', 'sqs', { AWS_ENDPOINT_URL_SQS: '' }, undefined],
    ['is ignored on demand', 'sqs', { ...both, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, undefined],
  ] as const)('%s', (_, service, environment, endpoint) => {
    expect(replacedEndpoint(service, environment)).toBe(endpoint);
  });

  test('replaces that of AWS', () => {
    expect(originOf('sqs', 'sa-east-1', both).host).toBe('[::1]:9324');
    expect(originOf('sqs', 'sa-east-1', {}).href).toBe('https://sqs.sa-east-1.amazonaws.com/');
  });
});

// The front door: two routes, and an access log that says nothing about who called or with what token.
import { expect, test } from 'vitest';
import { all, properties, short, template } from './synthesised.ts';

const [[, stage] = ['', undefined]] = all('AWS::ApiGatewayV2::Stage');
const format: Record<string, string> = JSON.parse(stage?.['Properties'].AccessLogSettings.Format);

test('webhooks and results are all that come in, by any method, so that the wrong ones are answered by us', () => {
  template.resourceCountIs('AWS::ApiGatewayV2::Api', 1);
  template.resourceCountIs('AWS::ApiGatewayV2::Route', 2);
  for (const path of ['/hooks/{source}', '/resume']) {
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      ApiId: { Ref: 'Api' },
      RouteKey: `ANY ${path}`,
      AuthorizationType: 'NONE',
    });
  }
});

test.each([
  ['IngestFunction', 'cut off before the shortest patience of a platform', 5_000],
  ['ResumeFunction', 'given the longest that the API offers', 30_000],
])('%s is called with payload format 2.0, %s', (id, _, belowMs) => {
  const integrations = all('AWS::ApiGatewayV2::Integration').map(([, { Properties }]) => Properties);
  const integration = integrations.find(({ IntegrationUri }) => short(IntegrationUri) === `${id}.Arn`);
  expect(integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  expect(integration.TimeoutInMillis).toBeLessThan(belowMs);
  expect(integration.TimeoutInMillis).toBeLessThanOrEqual(1000 * properties(id).Timeout + 4000);
});

test('the default stage is the only one and deploys by itself', () => {
  template.resourceCountIs('AWS::ApiGatewayV2::Stage', 1);
  expect(stage?.['Properties']).toMatchObject({ StageName: '$default', AutoDeploy: true });
});

test('the access log holds what the statistics need', () => {
  expect(format).toEqual({
    time: '$context.requestTimeEpoch',
    requestId: '$context.requestId',
    method: '$context.httpMethod',
    routeKey: '$context.routeKey',
    path: '$context.path',
    status: '$context.status',
    responseLength: '$context.responseLength',
    responseLatencyMs: '$context.responseLatency',
    integrationLatencyMs: '$context.integrationLatency',
    integrationStatus: '$context.integrationStatus',
    integrationError: '$context.integrationErrorMessage',
  });
});

test('the access log holds no query, no header, no address and no user agent', () => {
  const text = JSON.stringify(format);
  expect(text).not.toMatch(/query|header|identity|sourceIp|userAgent|authorizer|domainName|protocol/i);
});

test('the access log goes to a log group whose name cannot collide, under the prefix for vended logs', () => {
  const destination = String(short(stage?.['Properties'].AccessLogSettings.DestinationArn));
  const logGroup = properties(destination.replace('.Arn', ''));
  expect(logGroup.LogGroupName).toEqual({
    'Fn::Join': [
      '',
      [
        '/aws/vendedlogs/acuse/',
        { Ref: 'AWS::StackName' },
        '-',
        { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
      ],
    ],
  });
});

test('the outputs are the base URL, the dashboard and the command that shows the rest', () => {
  const outputs: Record<string, { Value: unknown }> = template.toJSON()['Outputs'];
  expect(Object.keys(outputs).sort()).toEqual(['BaseUrl', 'DashboardUrl', 'UrlsCommand']);
  expect(short(outputs['BaseUrl']?.Value)).toBe('Api.ApiEndpoint');
  expect(outputs['UrlsCommand']?.Value).toBe('npm run acuse -- urls --stack Acuse');
});

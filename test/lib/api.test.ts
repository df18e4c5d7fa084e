// The API: two routes, and an access log without data about the caller or the token.
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { all, properties, short, template } from './synthesised.ts';

const [[, stage] = ['', undefined]] = all('AWS::ApiGatewayV2::Stage');
const format: Record<string, string> = JSON.parse(stage?.['Properties'].AccessLogSettings.Format);

test('there are only routes for webhooks and results, for every method, so that Acuse answers unsupported methods', () => {
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
  ['IngestFunction', 'with a timeout below the shortest of a platform', 5_000],
  ['ResumeFunction', 'with the longest timeout of the API', 30_000],
])('%s is called with payload format 2.0, %s', (id, _, belowMs) => {
  const integrations = all('AWS::ApiGatewayV2::Integration').map(([, { Properties }]) => Properties);
  const integration = integrations.find(({ IntegrationUri }) => short(IntegrationUri) === `${id}.Arn`);
  expect(integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  expect(integration.TimeoutInMillis).toBeLessThan(belowMs);
  expect(integration.TimeoutInMillis).toBeLessThanOrEqual(1000 * properties(id).Timeout + 4000);
});

test('the default stage is the only one and deploys automatically', () => {
  template.resourceCountIs('AWS::ApiGatewayV2::Stage', 1);
  expect(stage?.['Properties']).toMatchObject({ StageName: '$default', AutoDeploy: true });
});

test('webhooks and results each have their own limit, set after the route exists', () => {
  const limits = (perSecond: string, burst: string) => ({
    ThrottlingRateLimit: { Ref: perSecond },
    ThrottlingBurstLimit: { Ref: burst },
  });
  expect(stage?.['Properties']).toMatchObject({
    DefaultRouteSettings: limits('ApiRequestsPerSecond', 'ApiBurst'),
    RouteSettings: { 'ANY /resume': limits('ResumeRequestsPerSecond', 'ResumeRequestsPerSecond') },
  });
  const [resume] = all('AWS::ApiGatewayV2::Route').filter(
    ([, { Properties }]) => Properties.RouteKey === 'ANY /resume',
  );
  expect(stage?.['DependsOn']).toContain(resume?.[0]);
});

test('the access log contains the fields for the statistics', () => {
  expect(format).toEqual({
    time: '$context.requestTimeEpoch',
    requestId: '$context.requestId',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    responseLatencyMs: '$context.responseLatency',
    integrationError: '$context.integrationErrorMessage',
  });
});

test('the access log contains no query, no header, no address and no user agent', () => {
  const text = JSON.stringify(format);
  expect(text).not.toMatch(/query|header|identity|sourceIp|userAgent|authorizer|domainName|protocol/i);
});

test('the log group of the access log has a unique name with the prefix for vended logs', () => {
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

test('the outputs are the base URL, the dashboard, the version and the command for the URLs', () => {
  const outputs: Record<string, { Value: unknown }> = template.toJSON()['Outputs'];
  expect(Object.keys(outputs).sort()).toEqual(['BaseUrl', 'DashboardUrl', 'UrlsCommand', 'Version']);
  expect(short(outputs['BaseUrl']?.Value)).toBe('Api.ApiEndpoint');
  expect(outputs['Version']?.Value).toBe(packageJson.version);
  expect(outputs['UrlsCommand']?.Value).toBe('npx acuse urls --stack Acuse');
});

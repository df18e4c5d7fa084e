// The front door: one route, and an access log that says nothing about who called or with what token.
import { expect, test } from 'vitest';
import { all, properties, short, template } from './synthesised.ts';

const [[, stage] = ['', undefined]] = all('AWS::ApiGatewayV2::Stage');
const [[, integration] = ['', undefined]] = all('AWS::ApiGatewayV2::Integration');
const format: Record<string, string> = JSON.parse(stage?.['Properties'].AccessLogSettings.Format);

test('there is one route, for every method, so that ingest itself answers the wrong ones', () => {
  template.resourceCountIs('AWS::ApiGatewayV2::Api', 1);
  template.resourceCountIs('AWS::ApiGatewayV2::Route', 1);
  template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
    ApiId: { Ref: 'Api' },
    RouteKey: 'ANY /hooks/{source}',
    AuthorizationType: 'NONE',
  });
});

test('ingest is called with payload format 2.0, and cut off before the shortest patience of a platform', () => {
  expect(integration?.['Properties']).toMatchObject({
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: { 'Fn::GetAtt': ['IngestFunction', 'Arn'] },
    PayloadFormatVersion: '2.0',
  });
  expect(integration?.['Properties'].TimeoutInMillis).toBeLessThan(5000);
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
  expect(short(outputs['BaseUrl']?.Value)).toBe('https://Api.execute-api.AWS::Region.AWS::URLSuffix/');
  expect(outputs['UrlsCommand']?.Value).toBe('npm run acuse -- urls --stack Acuse');
});

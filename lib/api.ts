// The HTTP API in front of ingest, and its access log, which the statistics are made from. The log holds the
// path, because the source is in it, and never the query (the token), a header, an address or a user agent.
import { Aws, Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';

const ACCESS_LOG_FORMAT = {
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
};

export class Api extends Construct {
  readonly baseUrl: string;
  readonly accessLog: LogGroup;
  readonly #api: HttpApi;

  constructor(
    scope: Construct,
    id: string,
    { parameters, ingest }: { parameters: Parameters; ingest: IFunction },
  ) {
    super(scope, id);
    const api = new HttpApi(this, 'HttpApi', { apiName: Aws.STACK_NAME, createDefaultStage: false });
    fixLogicalId(api, 'Api');
    const [route] = api.addRoutes({
      path: '/hooks/{source}',
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('Ingest', ingest, {
        payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
        // The shortest patience among the platforms is 5 s: should ingest hang, the answer still is ours.
        timeout: Duration.millis(4800),
      }),
    });
    if (route) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Platforms can sign in to nothing; ingest itself checks the token of each URL before anything else',
      });
    }

    this.accessLog = new LogGroup(this, 'AccessLog', {
      // Under this prefix the permission for API Gateway to write needs no room in the account's resource
      // policy for logs, which is full at 5,120 characters. The stack's own UUID makes the name unique.
      logGroupName: Fn.join('', [
        '/aws/vendedlogs/acuse/',
        Aws.STACK_NAME,
        '-',
        Fn.select(2, Fn.split('/', Aws.STACK_ID)),
      ]),
      retention: parameters.number('LogRetentionDays'),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FORMAT)),
      },
    });
    this.baseUrl = stage.url;
    this.#api = api;
  }

  /** One of API Gateway's own, each minute: `Count`, `4xx`, `5xx`, `Latency`. */
  metric(metricName: string, statistic: string, label: string): Metric {
    return new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiId: this.#api.apiId },
      statistic,
      label,
      period: Duration.minutes(1),
    });
  }
}

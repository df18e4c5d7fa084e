// The HTTP API in front of ingest and resume, and its access log, which the statistics are made from. The log holds the
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
import { ACKNOWLEDGE, RESUME_API_SECONDS } from '../functions/core/policy.ts';
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

export interface ApiProps {
  readonly parameters: Parameters;
  readonly ingest: IFunction;
  readonly resume: IFunction;
}

export class Api extends Construct {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly accessLog: LogGroup;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, { parameters, ingest, resume }: ApiProps) {
    super(scope, id);
    const api = new HttpApi(this, 'HttpApi', { apiName: Aws.STACK_NAME, createDefaultStage: false });
    fixLogicalId(api, 'Api');
    // The shortest patience among the platforms is 5 s: should ingest hang, the answer still is ours.
    route(api, {
      path: '/hooks/{source}',
      id: 'Ingest',
      handler: ingest,
      timeout: Duration.millis(ACKNOWLEDGE.apiMs),
    });
    // Whoever posts a result is a program that waits; it gets the longest that the API offers.
    route(api, {
      path: '/resume',
      id: 'Resume',
      handler: resume,
      timeout: Duration.seconds(RESUME_API_SECONDS),
    });

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
    new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FORMAT)),
      },
    });
    this.baseUrl = api.apiEndpoint;
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

/** Any method: what is not to be used is answered by the function itself, as JSON with a reason. */
function route(
  api: HttpApi,
  { path, id, handler, timeout }: { path: string; id: string; handler: IFunction; timeout: Duration },
): void {
  const routes = api.addRoutes({
    path,
    methods: [HttpMethod.ANY],
    integration: new HttpLambdaIntegration(id, handler, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      timeout,
    }),
  });
  for (const one of routes) {
    Validations.of(one).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'Platforms and processors can sign in to nothing; the function itself checks the token of each URL before anything else',
    });
  }
}

// The HTTP API of ingest and resume, and its access log, the input of the statistics. The log contains the path,
// because the source is in it, but never the query (the token), a header, an address or a user agent.
import { Aws, Duration, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  type HttpRoute,
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

/** What the statistics read, the id that API Gateway asks for, and why a function gave no answer. */
const ACCESS_LOG_FORMAT = {
  time: '$context.requestTimeEpoch',
  requestId: '$context.requestId',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  responseLatencyMs: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
};

const RESUME_PATH = '/resume';

export interface ApiProps {
  readonly parameters: Parameters;
  readonly ingest: IFunction;
  readonly resume: IFunction;
}

export class Api extends Construct {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly accessLog: LogGroup;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, { parameters, ingest, resume }: ApiProps) {
    super(scope, id);
    const api = new HttpApi(this, 'HttpApi', { apiName: Aws.STACK_NAME, createDefaultStage: false });
    fixLogicalId(api, 'Api');
    // The shortest timeout of a platform is 5 s. If ingest hangs, the API answers before.
    route(api, {
      path: '/hooks/{source}',
      id: 'Ingest',
      handler: ingest,
      timeout: Duration.millis(ACKNOWLEDGE.apiMs),
    });
    // A program posts the result and can wait, so it gets the longest timeout of the API.
    const resumeRoutes = route(api, {
      path: RESUME_PATH,
      id: 'Resume',
      handler: resume,
      timeout: Duration.seconds(RESUME_API_SECONDS),
    });

    this.accessLog = new LogGroup(this, 'AccessLog', {
      // With this prefix the permission for API Gateway does not use the resource policy for logs of the
      // account, which has at most 5,120 characters. The UUID of the stack makes the name unique.
      logGroupName: Fn.join('', [
        '/aws/vendedlogs/acuse/',
        Aws.STACK_NAME,
        '-',
        Fn.select(2, Fn.split('/', Aws.STACK_ID)),
      ]),
      retention: parameters.number('LogRetentionDays'),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      autoDeploy: true,
      throttle: {
        rateLimit: parameters.number('ApiRequestsPerSecond'),
        burstLimit: parameters.number('ApiBurst'),
      },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FORMAT)),
      },
    });
    const perSecond = parameters.number('ResumeRequestsPerSecond');
    setRoutes(stage, {
      [`${HttpMethod.ANY} ${RESUME_PATH}`]: {
        ThrottlingRateLimit: perSecond,
        ThrottlingBurstLimit: perSecond,
      },
    });
    // API Gateway refuses settings of a route that does not exist yet.
    stage.node.addDependency(...resumeRoutes);
    this.baseUrl = api.apiEndpoint;
    this.#api = api;
  }

  /** A metric of API Gateway, each minute: `Count`, `4xx`, `5xx`, `Latency`. */
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

/** Any method: the function answers unsupported methods as JSON with a reason. */
function route(
  api: HttpApi,
  { path, id, handler, timeout }: { path: string; id: string; handler: IFunction; timeout: Duration },
): HttpRoute[] {
  const routes = api.addRoutes({
    path,
    methods: [HttpMethod.ANY],
    integration: new HttpLambdaIntegration(id, handler, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      timeout,
    }),
  });
  for (const apiRoute of routes) {
    Validations.of(apiRoute).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'Platforms and processors cannot sign in; the function checks the token of each URL first',
    });
  }
  return routes;
}

/** Settings of single routes, by route key, in place of those of the stage. */
function setRoutes(stage: HttpStage, settings: Readonly<Record<string, object>>): void {
  const resource = stage.node.defaultChild;
  if (!(resource instanceof CfnStage)) throw new Error(`${stage.node.path} is not a stage.`);
  resource.routeSettings = settings;
}

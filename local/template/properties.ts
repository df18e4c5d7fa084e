// For each resource type: the properties that a local run supports, and those that it ignores because they have no
// effect on one machine. Any other property stops the run by name: it might change what the functions receive.
import * as v from 'valibot';

/** CloudFormation accepts `5`, `"5"`, `true` and `"true"` alike; a parameter is always text. */
const wholeNumber = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/))]),
  v.transform(Number),
  v.integer(),
);
const text = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])]),
  v.transform((value) => String(value) === 'true'),
);
const keySchema = v.array(
  v.strictObject({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }),
);
const index = v.strictObject({
  IndexName: v.string(),
  KeySchema: keySchema,
  Projection: v.strictObject({
    ProjectionType: v.string(),
    NonKeyAttributes: v.optional(v.array(v.string())),
  }),
});

/** A local run never repeats a failed run of a schedule, so a template that wants repeats is refused. */
const noRetries = v.pipe(wholeNumber, v.maxValue(0));

const routeSettings = v.strictObject({ ThrottlingBurstLimit: wholeNumber, ThrottlingRateLimit: wholeNumber });

export const supported = {
  'AWS::SQS::Queue': v.object({
    FifoQueue: v.optional(flag, false),
    ContentBasedDeduplication: v.optional(text),
    DeduplicationScope: v.optional(text),
    FifoThroughputLimit: v.optional(text),
    MessageRetentionPeriod: v.optional(text),
    VisibilityTimeout: v.optional(text),
    SqsManagedSseEnabled: v.optional(text),
    RedrivePolicy: v.optional(
      v.strictObject({ deadLetterTargetArn: v.string(), maxReceiveCount: wholeNumber }),
    ),
  }),
  'AWS::DynamoDB::Table': v.object({
    KeySchema: keySchema,
    AttributeDefinitions: v.array(v.strictObject({ AttributeName: v.string(), AttributeType: v.string() })),
    BillingMode: v.literal('PAY_PER_REQUEST'),
    GlobalSecondaryIndexes: v.optional(v.array(index)),
    TimeToLiveSpecification: v.optional(v.strictObject({ AttributeName: v.string(), Enabled: flag })),
  }),
  'AWS::S3::Bucket': v.object({}),
  'AWS::SecretsManager::Secret': v.object({
    GenerateSecretString: v.strictObject({
      PasswordLength: v.optional(wholeNumber, 32),
      ExcludePunctuation: v.literal(true),
    }),
  }),
  'AWS::Lambda::Function': v.object({
    Code: v.strictObject({ S3Bucket: v.string(), S3Key: v.string() }),
    Handler: v.string(),
    Runtime: v.literal('nodejs24.x'),
    Timeout: v.optional(wholeNumber, 3),
    MemorySize: v.optional(wholeNumber, 128),
    Environment: v.optional(v.strictObject({ Variables: v.record(v.string(), text) }), { Variables: {} }),
  }),
  'AWS::Lambda::EventSourceMapping': v.object({
    EventSourceArn: v.string(),
    FunctionName: v.string(),
    // A batch of more than ten needs a batching window, which a FIFO queue cannot have.
    BatchSize: v.optional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(10)), 10),
    FunctionResponseTypes: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
    ScalingConfig: v.strictObject({ MaximumConcurrency: v.pipe(wholeNumber, v.minValue(2)) }),
  }),
  'AWS::Lambda::Permission': v.object({
    Action: v.literal('lambda:InvokeFunction'),
    FunctionName: v.string(),
    Principal: v.string(),
  }),
  'AWS::Lambda::EventInvokeConfig': v.object({ MaximumRetryAttempts: noRetries }),
  'AWS::ApiGatewayV2::Api': v.object({ ProtocolType: v.literal('HTTP') }),
  'AWS::ApiGatewayV2::Integration': v.object({
    ApiId: v.string(),
    IntegrationType: v.literal('AWS_PROXY'),
    IntegrationUri: v.string(),
    PayloadFormatVersion: v.literal('2.0'),
    TimeoutInMillis: v.optional(wholeNumber, 30_000),
  }),
  'AWS::ApiGatewayV2::Route': v.object({
    ApiId: v.string(),
    AuthorizationType: v.optional(v.literal('NONE')),
    // Any method, fixed segments and `{variable}` segments.
    RouteKey: v.pipe(v.string(), v.regex(/^ANY (\/([\w-]+|\{\w+\}))+$/)),
    Target: v.string(),
  }),
  'AWS::ApiGatewayV2::Stage': v.object({
    ApiId: v.string(),
    StageName: v.literal('$default'),
    AutoDeploy: v.literal(true),
    AccessLogSettings: v.optional(v.strictObject({ DestinationArn: v.string(), Format: v.string() })),
    DefaultRouteSettings: v.optional(routeSettings),
    RouteSettings: v.optional(v.record(v.string(), routeSettings), {}),
  }),
  'AWS::Logs::LogGroup': v.object({ LogGroupName: v.optional(v.string()) }),
  'AWS::Logs::SubscriptionFilter': v.object({
    DestinationArn: v.string(),
    // Every line: a local run has no filters.
    FilterPattern: v.literal(''),
    LogGroupName: v.string(),
  }),
  'AWS::CloudWatch::Dashboard': v.object({ DashboardBody: v.string() }),
  'AWS::Events::Rule': v.object({
    ScheduleExpression: v.string(),
    State: v.optional(v.literal('ENABLED')),
    Targets: v.optional(
      v.array(
        v.strictObject({
          Arn: v.string(),
          Id: v.string(),
          Input: v.pipe(v.string(), v.parseJson(), v.looseObject({})),
          RetryPolicy: v.optional(
            v.strictObject({ MaximumEventAgeInSeconds: wholeNumber, MaximumRetryAttempts: noRetries }),
          ),
        }),
      ),
      [],
    ),
  }),
};

export type SupportedType = keyof typeof supported;

/** The ignored properties of the types above: encryption, backup, roles, retention of logs, texts for people. */
const ignored: Readonly<Partial<Record<SupportedType, readonly string[]>>> = {
  'AWS::DynamoDB::Table': ['PointInTimeRecoverySpecification', 'SSESpecification'],
  'AWS::S3::Bucket': ['BucketEncryption', 'LifecycleConfiguration', 'PublicAccessBlockConfiguration'],
  'AWS::SecretsManager::Secret': ['Description'],
  'AWS::Lambda::Function': ['Architectures', 'Description', 'KmsKeyArn', 'LoggingConfig', 'Role'],
  'AWS::Lambda::Permission': ['SourceArn'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'MaximumEventAgeInSeconds', 'Qualifier'],
  'AWS::ApiGatewayV2::Api': ['Name'],
  'AWS::Logs::LogGroup': ['RetentionInDays'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
};

/** Tags may stand on any resource: an operator can tag the whole app. */
export const isIgnored = (type: SupportedType, property: string): boolean =>
  property === 'Tags' || (ignored[type]?.includes(property) ?? false);

/** IAM is not enforced on one machine, and nobody reads alarms there. */
export const ignoredTypes: readonly string[] = [
  'AWS::CloudWatch::Alarm',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

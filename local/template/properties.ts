// The properties of each resource type that a local run acts on, and those it may pass over because they change
// nothing on one machine. Any other property stops the run by name: it might change what the functions see.
import * as v from 'valibot';

/** CloudFormation takes `5`, `"5"`, `true` and `"true"` alike; a parameter always comes as text. */
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
const names = v.array(v.string());
const keySchema = v.array(
  v.strictObject({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }),
);
const projection = v.strictObject({ ProjectionType: v.string(), NonKeyAttributes: v.optional(names) });
const index = v.strictObject({ IndexName: v.string(), KeySchema: keySchema, Projection: projection });

export const supported = {
  'AWS::SQS::Queue': v.object({
    QueueName: v.optional(v.string()),
    FifoQueue: v.optional(flag, false),
    ContentBasedDeduplication: v.optional(text),
    DeduplicationScope: v.optional(text),
    FifoThroughputLimit: v.optional(text),
    DelaySeconds: v.optional(text),
    MaximumMessageSize: v.optional(text),
    MessageRetentionPeriod: v.optional(text),
    ReceiveMessageWaitTimeSeconds: v.optional(text),
    VisibilityTimeout: v.optional(text),
    SqsManagedSseEnabled: v.optional(text),
    RedrivePolicy: v.optional(
      v.strictObject({ deadLetterTargetArn: v.string(), maxReceiveCount: wholeNumber }),
    ),
  }),
  'AWS::DynamoDB::Table': v.object({
    TableName: v.optional(v.string()),
    KeySchema: keySchema,
    AttributeDefinitions: v.array(v.strictObject({ AttributeName: v.string(), AttributeType: v.string() })),
    BillingMode: v.literal('PAY_PER_REQUEST'),
    GlobalSecondaryIndexes: v.optional(v.array(index)),
    LocalSecondaryIndexes: v.optional(v.array(index)),
  }),
  'AWS::S3::Bucket': v.object({ BucketName: v.optional(v.string()) }),
  'AWS::SecretsManager::Secret': v.object({
    GenerateSecretString: v.strictObject({
      PasswordLength: v.optional(wholeNumber, 32),
      ExcludePunctuation: v.optional(flag, false),
      ExcludeCharacters: v.optional(v.string(), ''),
    }),
  }),
  'AWS::Lambda::Function': v.object({
    FunctionName: v.optional(v.string()),
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
    Enabled: v.optional(flag, true),
    // More than ten needs a batching window, which a FIFO queue cannot have.
    BatchSize: v.optional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(10)), 10),
    FunctionResponseTypes: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
    ScalingConfig: v.optional(v.strictObject({ MaximumConcurrency: v.pipe(wholeNumber, v.minValue(2)) })),
  }),
  'AWS::Lambda::Permission': v.object({
    Action: v.literal('lambda:InvokeFunction'),
    FunctionName: v.string(),
    Principal: v.string(),
  }),
  // A failed run of a schedule is never repeated here, so a template that asks for repeats is refused.
  'AWS::Lambda::EventInvokeConfig': v.object({ MaximumRetryAttempts: v.pipe(wholeNumber, v.maxValue(0)) }),
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
    RouteKey: v.string(),
    Target: v.string(),
  }),
  'AWS::ApiGatewayV2::Stage': v.object({
    ApiId: v.string(),
    StageName: v.literal('$default'),
    AutoDeploy: v.literal(true),
    AccessLogSettings: v.optional(v.strictObject({ DestinationArn: v.string(), Format: v.string() })),
  }),
  'AWS::Logs::LogGroup': v.object({ LogGroupName: v.optional(v.string()) }),
  'AWS::Logs::SubscriptionFilter': v.object({
    DestinationArn: v.string(),
    // Every line: a local run chooses none.
    FilterPattern: v.literal(''),
    LogGroupName: v.string(),
  }),
  'AWS::CloudWatch::Dashboard': v.object({ DashboardBody: v.string() }),
  'AWS::Events::Rule': v.object({
    ScheduleExpression: v.string(),
    State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
    Targets: v.optional(v.array(v.strictObject({ Arn: v.string(), Id: v.string() })), []),
  }),
};

export type SupportedType = keyof typeof supported;

/** Of the types above: encryption, backup, tags, roles, retention of logs, words for people. */
export const ignored: Readonly<Record<SupportedType, readonly string[]>> = {
  'AWS::SQS::Queue': ['Tags', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'RedriveAllowPolicy'],
  // dynalite has no UpdateTimeToLive and never sweeps: expired items stay, as they may for days on AWS.
  'AWS::DynamoDB::Table': [
    'Tags',
    'DeletionProtectionEnabled',
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'TimeToLiveSpecification',
  ],
  'AWS::S3::Bucket': [
    'Tags',
    'BucketEncryption',
    'LifecycleConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
  ],
  'AWS::SecretsManager::Secret': ['Name', 'Description', 'KmsKeyId', 'Tags'],
  'AWS::Lambda::Function': ['Architectures', 'Description', 'LoggingConfig', 'Role', 'Tags', 'TracingConfig'],
  'AWS::Lambda::EventSourceMapping': ['Tags'],
  'AWS::Lambda::Permission': ['SourceAccount', 'SourceArn'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'MaximumEventAgeInSeconds', 'Qualifier'],
  'AWS::ApiGatewayV2::Api': ['Name', 'Description', 'Tags'],
  'AWS::ApiGatewayV2::Integration': ['Description'],
  'AWS::ApiGatewayV2::Route': ['OperationName'],
  'AWS::ApiGatewayV2::Stage': ['Description', 'Tags'],
  'AWS::Logs::LogGroup': ['RetentionInDays', 'KmsKeyId', 'Tags'],
  'AWS::Logs::SubscriptionFilter': ['FilterName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::Events::Rule': ['Name', 'Description', 'Tags'],
};

/** Who may do what is IAM's: nothing enforces it on one machine. Alarms are for when nobody looks. */
export const ignoredTypes: readonly string[] = [
  'AWS::CDK::Metadata',
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

// A template as plain values: every name resolved, every setting a plain value. Made by read-plan.ts. The services
// (engines, functions, HTTP API, event sources, schedule) know the template only by this.

export interface QueuePlan {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** The input of SQS's CreateQueue. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TablePlan {
  readonly logicalId: string;
  readonly name: string;
  /** The input of DynamoDB's CreateTable, without the name. */
  readonly definition: Readonly<Record<string, unknown>>;
  /** The attribute with the time from which an item may be deleted, in seconds since 1970. */
  readonly expiry: string | undefined;
}

export interface BucketPlan {
  readonly logicalId: string;
  readonly name: string;
}

export interface FunctionPlan {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** The asset's folder: the content of the function's zip file. */
  readonly directory: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface RoutePlan {
  /** `ANY /path/{variable}`. */
  readonly key: string;
  readonly functionId: string;
  readonly timeoutMs: number;
  /** Undefined: the stage sets none, and only the account's limit applies. */
  readonly throttle: ThrottlePlan | undefined;
}

/** Requests a second in the long run, and how many may come at once. */
export interface ThrottlePlan {
  readonly perSecond: number;
  readonly burst: number;
}

export interface SecretPlan {
  readonly logicalId: string;
  readonly arn: string;
  readonly text: string;
}

export interface EventSourcePlan {
  readonly logicalId: string;
  readonly queue: QueuePlan;
  readonly functionId: string;
  readonly batchSize: number;
  readonly reportsItemFailures: boolean;
  readonly maxConcurrency: number;
}

export interface SchedulePlan {
  readonly logicalId: string;
  /** What the function gets. */
  readonly event: object;
  readonly everyMs: number;
  readonly functionId: string;
}

export interface LogSubscriptionPlan {
  readonly logicalId: string;
  /** The name of the access log's group. */
  readonly logGroup: string;
  readonly functionId: string;
}

/** A dashboard's custom widget: the function that draws it, and the parameters that the dashboard sends to it. */
export interface WidgetPlan {
  readonly functionId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface Plan {
  readonly queues: readonly QueuePlan[];
  readonly tables: readonly TablePlan[];
  readonly buckets: readonly BucketPlan[];
  readonly functions: readonly FunctionPlan[];
  readonly routes: readonly RoutePlan[];
  readonly eventSources: readonly EventSourcePlan[];
  readonly schedules: readonly SchedulePlan[];
  readonly logSubscriptions: readonly LogSubscriptionPlan[];
  /** Undefined when no dashboard has a custom widget. */
  readonly widget: WidgetPlan | undefined;
  /** The format of one line, with `$context` variables; undefined when the stage has no access log. */
  readonly accessLogFormat: string | undefined;
  readonly secrets: readonly SecretPlan[];
}

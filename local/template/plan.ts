// What a template comes to on one machine: every name resolved, every setting a plain value. Made by
// resources.ts; the parts that run it (engines, functions, gateway, event sources, schedule) know only this.

export interface QueuePlan {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** As CreateQueue takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TablePlan {
  readonly logicalId: string;
  readonly name: string;
  /** As CreateTable takes it, the name left out. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface BucketPlan {
  readonly logicalId: string;
  readonly name: string;
}

export interface FunctionPlan {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** The asset's folder: what would be the function's zip. */
  readonly directory: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface RoutePlan {
  /** `METHOD /path/{variable}`, `ANY /path` or `$default`. */
  readonly key: string;
  readonly functionId: string;
  readonly timeoutMs: number;
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
  readonly arn: string;
  readonly everyMs: number;
  readonly functionId: string;
}

export interface LogSubscriptionPlan {
  readonly logicalId: string;
  /** By name; the one that the access log goes to. */
  readonly logGroup: string;
  readonly functionId: string;
}

/** A dashboard's custom widget: a function that draws it, and what it is told beside what the dashboard adds. */
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
  /** Undefined when no dashboard has one. */
  readonly widget: WidgetPlan | undefined;
  /** One line a request, with `$context` variables; undefined when the stage logs nothing. */
  readonly accessLogFormat: string | undefined;
  /** The generated secrets. */
  readonly secrets: readonly string[];
}

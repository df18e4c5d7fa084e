// The work queues: waits one at a time, events in batches. Each is FIFO with a group for each conversation: order is
// kept within a conversation, and conversations do not block each other. Each has a FIFO dead-letter queue.
import { CfnMapping, Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { workerTimeoutSeconds } from '../functions/core/parameters/deployment.ts';
import { QUEUE } from '../functions/core/policy.ts';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';

const common: QueueProps = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  // The maximum of SQS: a long outage must not lose acknowledged webhooks.
  retentionPeriod: Duration.days(14),
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
};

export class Queues extends Construct {
  readonly waits: Queue;
  readonly waitsDeadLetter: Queue;
  readonly events: Queue;
  readonly eventsDeadLetter: Queue;

  constructor(scope: Construct, id: string, { parameters }: { parameters: Parameters }) {
    super(scope, id);
    // The value of a parameter is not known at synthesis, so a mapping gives the values that depend on it.
    const timings = new CfnMapping(this, 'WorkerTimings', {
      mapping: Object.fromEntries(
        workerTimeoutSeconds.allowed.map((seconds) => [
          String(seconds),
          { QueueVisibilitySeconds: seconds + QUEUE.visibilitySlackSeconds },
        ]),
      ),
    });
    timings.overrideLogicalId('WorkerTimings');
    const visibilityTimeout = Duration.seconds(
      Token.asNumber(timings.findInMap(parameters.text('WorkerTimeoutSeconds'), 'QueueVisibilitySeconds')),
    );
    [this.waits, this.waitsDeadLetter] = this.#pair('Waits', visibilityTimeout);
    [this.events, this.eventsDeadLetter] = this.#pair('Events', visibilityTimeout);
  }

  #pair(name: 'Waits' | 'Events', visibilityTimeout: Duration): [queue: Queue, deadLetter: Queue] {
    // The sweeper can use its full timeout for the messages that it has read.
    const deadLetter = new Queue(this, `${name}DeadLetter`, {
      ...common,
      visibilityTimeout: Duration.seconds(QUEUE.deadLetterVisibilitySeconds),
    });
    fixLogicalId(deadLetter, `${name}DeadLetterQueue`);
    const queue = new Queue(this, name, {
      ...common,
      visibilityTimeout,
      deadLetterQueue: { queue: deadLetter, maxReceiveCount: QUEUE.maxReceiveCount },
    });
    fixLogicalId(queue, `${name}Queue`);
    return [queue, deadLetter];
  }
}

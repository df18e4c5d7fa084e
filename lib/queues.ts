// The queues that carry work: waits one at a time, events in batches, each FIFO with a group a conversation so
// that order holds within one and no conversation holds up another. Each has a FIFO dead-letter queue.
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
  // The longest that SQS offers: nothing acknowledged may be lost to a long weekend.
  retentionPeriod: Duration.days(14),
  removalPolicy: RemovalPolicy.RETAIN,
};

export class Queues extends Construct {
  readonly waits: Queue;
  readonly waitsDeadLetter: Queue;
  readonly events: Queue;
  readonly eventsDeadLetter: Queue;

  constructor(scope: Construct, id: string, { parameters }: { parameters: Parameters }) {
    super(scope, id);
    // A parameter's value is not known at synth, so what follows from it is looked up when it is.
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
    // The sweeper takes up to its own time limit over what it has read from here.
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

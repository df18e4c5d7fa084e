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
import { fixLogicalId } from './logical-id.ts';

import type { Parameters } from './parameters.ts';

/** A message must stay hidden while the worker may still be at it, and a while longer: Lambda itself retries a throttled call within it. */
const VISIBILITY_SLACK_SECONDS = 30;

/**
 * The worker counts real attempts itself and parks a hopeless job after a few. SQS also counts the followers of a
 * failure in its group, and every return of a job that waits for its destination's breaker (10 min each by default,
 * so this is a week), so its own limit, the highest there is, is only a far backstop for what crashes the function.
 */
const MAX_RECEIVE_COUNT = 1000;

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
          { QueueVisibilitySeconds: seconds + VISIBILITY_SLACK_SECONDS },
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
      visibilityTimeout: Duration.seconds(60),
    });
    fixLogicalId(deadLetter, `${name}DeadLetterQueue`);
    const queue = new Queue(this, name, {
      ...common,
      visibilityTimeout,
      deadLetterQueue: { queue: deadLetter, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    fixLogicalId(queue, `${name}Queue`);
    return [queue, deadLetter];
  }
}

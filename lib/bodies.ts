// The bucket for bodies that are too large for a queue: encrypted, private, forgotten when nobody can ask for them
// any more.
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Permission } from './function.ts';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';

export class Bodies extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { parameters }: { parameters: Parameters }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      // As long as the error log may want to show or replay it; never less than a queue keeps its job.
      lifecycleRules: [{ expiration: Duration.days(parameters.number('PayloadRetentionDays')) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    fixLogicalId(this.bucket, 'BodiesBucket');
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Three functions use it and nobody else may; a log of their requests would need a second bucket and tell nothing that their own logs do not',
    });
  }

  /** On every object: the key ends with the delivery's id, which nobody knows before it comes. */
  permission(action: 's3:PutObject' | 's3:GetObject' | 's3:DeleteObject'): Permission {
    return {
      actions: [action],
      resources: [this.bucket.arnForObjects('*')],
      wildcard: {
        id: 'AwsSolutions-IAM5[Resource::<BodiesBucket.Arn>/*]',
        reason: 'An object is named after a delivery; the bucket holds nothing else',
      },
    };
  }
}

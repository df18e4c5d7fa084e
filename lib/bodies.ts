// The bucket for bodies that are too large for a queue: encrypted, private, and expired when no job or entry needs
// them.
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
      // As long as the error log can show or replay it, and never shorter than the queue keeps the job.
      lifecycleRules: [{ expiration: Duration.days(parameters.number('PayloadRetentionDays')) }],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    fixLogicalId(this.bucket, 'BodiesBucket');
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only three functions have access; a request log would need a second bucket and repeat their own logs',
    });
  }

  /** For every object: the key ends with the id of a delivery, which is not known in advance. */
  permission(action: 's3:PutObject' | 's3:GetObject' | 's3:DeleteObject'): Permission {
    return {
      actions: [action],
      resources: [this.bucket.arnForObjects('*')],
      wildcard: {
        id: 'AwsSolutions-IAM5[Resource::<BodiesBucket.Arn>/*]',
        reason: 'The key of an object contains the id of a delivery; the bucket has no other objects',
      },
    };
  }
}

// The keys of the platforms' APIs: one secret with a key for each source. It is empty until `acuse source edit --api-key`
// writes it, and only functions that send read it.
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Permission } from './function.ts';
import { fixLogicalId } from './logical-id.ts';

export class ApiKeys extends Construct {
  readonly arn: string;
  readonly permission: Permission;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: "Acuse: the keys of the platforms' APIs, by source",
      // A random text is no key of any source. CloudFormation writes it once and never again.
      generateSecretString: { passwordLength: 32, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    fixLogicalId(secret, 'AcuseApiKeys');
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The keys are made by the platforms, so a person replaces them',
    });
    const { defaultChild } = secret.node;
    if (!CfnSecret.isCfnSecret(defaultChild)) throw new Error(`${secret.node.path} is not a secret.`);
    // The ARN. Some engines return the name for `Ref`.
    this.arn = defaultChild.attrId;
    this.permission = { actions: ['secretsmanager:GetSecretValue'], resources: [this.arn] };
  }
}

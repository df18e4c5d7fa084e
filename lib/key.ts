// The key of the deployment. Source tokens and conversation references are HMAC tokens with this key, so anyone who
// reads it can forge webhook URLs. Functions get it in their environment: docs/decisions/one-key.md.
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';

export class Key extends Construct {
  /** A dynamic reference: CloudFormation inserts the value, so the template does not contain it. */
  readonly value: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: 'Acuse: the key of URL tokens and conversation references',
      // 64 of 62 possible characters: 381 bits.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      // Without the key all webhook URLs are invalid for ever.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    fixLogicalId(secret, 'AcuseKey');
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A rotation changes every webhook URL, which users must paste again: so it is manual, never automatic',
    });
    this.value = secret.secretValue.unsafeUnwrap();
  }

  /** The description of a function. CloudFormation reads the key again only when something else changes: this text. */
  readAgain(description: string, parameters: Parameters): string {
    return `${description} (key revision ${parameters.text('KeyRevision')})`;
  }
}

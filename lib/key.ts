// The deployment's one key. Source tokens and conversation references are made from it, so whoever reads it can
// forge every webhook URL. Why it reaches a function by its environment: docs/decisions/one-key.md.
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';

export class Key extends Construct {
  /** A dynamic reference: CloudFormation puts the value in; the template holds none. */
  readonly value: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: 'Acuse: URL tokens and conversation references are made from this key',
      // 62 characters to choose from: 64 of them carry 381 bits.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      // Without the key every URL that was pasted into a platform is dead for good.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    fixLogicalId(secret, 'AcuseKey');
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A rotation changes every webhook URL, which people paste into platforms by hand: it is their act, never a timer',
    });
    this.value = secret.secretValue.unsafeUnwrap();
  }

  /** A function's description. CloudFormation reads the key again when something else about a function changes: this can. */
  readAgain(description: string, parameters: Parameters): string {
    return `${description} (key revision ${parameters.text('KeyRevision')})`;
  }
}

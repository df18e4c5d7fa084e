// The key of the deployment, or its keys since the first rotation. Source tokens and conversation references are HMACs
// with them, so anyone who reads them can forge webhook URLs. Functions get them in their environment:
// docs/decisions/one-key.md.
import { Aws, CfnCondition, Fn, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';

export class Key extends Construct {
  /** A dynamic reference: CloudFormation inserts the value, so the template does not contain it. */
  readonly value: string;
  readonly #revision: string | undefined;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: 'Acuse: the key of URL tokens and conversation references',
      // 64 of 62 possible characters: 381 bits.
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      // Without the key all webhook URLs are invalid for ever.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    fixLogicalId(secret, 'AcuseKey');
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A rotation changes every webhook URL, which users must paste again: so a person begins and ends it',
    });
    this.value = secret.secretValue.unsafeUnwrap();
    this.#revision = readRevision(this);
  }

  /**
   * The description of a function with the key. CloudFormation reads the key again only for a function whose text in the
   * template is not the one of the last deployment.
   */
  describe(description: string): string {
    return this.#revision === undefined ? description : `${description} (key revision ${this.#revision})`;
  }

  /** Encrypts the environment of these functions, which has the key, with the KMS key of `EnvironmentKeyArn`, if given. */
  encryptEnvironment(functions: readonly NodejsFunction[], parameters: Parameters): void {
    const arn = parameters.text('EnvironmentKeyArn');
    const given = new CfnCondition(this, 'EnvironmentKeyGiven', {
      expression: Fn.conditionNot(Fn.conditionEquals(arn, '')),
    });
    const onlyIfGiven = (value: unknown) => Fn.conditionIf(given.logicalId, value, Aws.NO_VALUE);
    const policy = {
      PolicyName: 'environment-key',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'kms:Decrypt', Effect: 'Allow', Resource: arn }],
      },
    };
    for (const { node, role } of functions) {
      const [fn, itsRole] = [node.defaultChild, role?.node.defaultChild];
      if (!CfnFunction.isCfnFunction(fn) || !CfnRole.isCfnRole(itsRole))
        throw new Error(`${node.path} is not a function with a role of its own.`);
      fn.kmsKeyArn = onlyIfGiven(arn).toString();
      // In the role itself, behind the policy that it has: the function waits for its role, and does not start without this.
      itsRole.addPropertyOverride('Policies.1', onlyIfGiven(policy));
    }
  }
}

/**
 * `-c keyRevision=…`. The value of a parameter of the stack is not in the template, so a parameter cannot do this.
 * @throws if it is not a short text
 */
function readRevision({ node }: Construct): string | undefined {
  const given: unknown = node.tryGetContext('keyRevision');
  if (given === undefined) return undefined;
  if (/^[\w.:-]{1,50}$/.test(String(given))) return String(given);
  throw new Error('The context keyRevision must be 1 to 50 letters, digits, or . : - _');
}

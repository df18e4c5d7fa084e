// How the key is kept. No function has this in its environment.
import * as groups from './groups.ts';
import { prose, type TextParameter } from './parameter.ts';

export const environmentKeyArn = {
  name: 'EnvironmentKeyArn',
  kind: 'text',
  default: '',
  maxLength: 200,
  pattern: '^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+)?$',
  constraint: 'must be empty or the ARN of a KMS key: arn:aws:kms:<region>:<account>:key/<id>',
  prose: /* @__PURE__ */ prose({
    group: groups.key,
    label: 'KMS key of the environment',
    meaning:
      'A KMS key of yours that encrypts the environment of the functions with the key. Empty: the key of AWS for Lambda.',
    more: 'Then only who may decrypt with it reads the key from a function: [the key](decisions/one-key.md). It must be in the region of the stack and let its account use it.',
    extremes:
      'Empty: whoever may read the configuration of a function sees the key. A KMS key that is disabled or deleted stops these functions: webhooks are answered 500.',
  }),
} as const satisfies TextParameter;

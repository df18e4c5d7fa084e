// The secret with the keys of a deployed stack, in Secrets Manager.
import { printKeys } from '../functions/core/key/key-rotation.ts';
import { type KeySecret, keysIn } from './key-secret.ts';
import { stackSecret } from './stack.ts';
import { STACK } from './target.ts';

export function stackKeySecret(stackName: string): KeySecret {
  const secret = stackSecret(stackName, 'AcuseKey');
  return {
    read: async () => keysIn(await secret.read(), `the stack ${stackName}`),
    write: (keys) => secret.write(printKeys(keys)),
    nextStep: () => {
      // A text that no deployment before has had.
      const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      const another = stackName === STACK ? '' : ` -c stackName=${stackName}`;
      return `Deploy: npx cdk deploy -c keyRevision=${now}${another}`;
    },
  };
}

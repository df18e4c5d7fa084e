// A second stack of the same account: `npx cdk deploy -c stackName=AcuseTest`.
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { template, unbundledApp } from './synthesised.ts';

test('another name of the stack changes only what names the stack, and no logical id', () => {
  const { stack } = unbundledApp({ stackName: 'AcuseTest' });
  expect(stack.stackName).toBe('AcuseTest');
  const another = Template.fromStack(stack).toJSON();
  expect(another['Outputs'].UrlsCommand.Value).toContain('--stack AcuseTest');
  const first = template.toJSON();
  expect(JSON.stringify(another['Resources'])).toBe(JSON.stringify(first['Resources']));
  expect(another['Parameters']).toEqual(first['Parameters']);
});

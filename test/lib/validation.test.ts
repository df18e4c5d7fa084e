// The rules that stop a synthesis: they must work, and every exception must be needed.
import { CfnResource, type Stack, Validations } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterEach, expect, test, vi } from 'vitest';
import { unbundledApp } from './synthesised.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function synthWith(change: (stack: Stack) => void): () => unknown {
  const { app, stack } = unbundledApp();
  change(stack);
  return () => app.synth();
}

test('the stack passes', () => {
  expect(synthWith(() => {})).not.toThrow();
});

test('an unknown property is refused, as by CloudFormation', () => {
  const synth = synthWith((stack) => {
    new CfnResource(stack, 'Bad', { type: 'AWS::SNS::Topic', properties: { TopicNam: 'x' } });
  });
  expect(synth).toThrow('TopicNam: Additional properties are not allowed');
});

test('a value out of range is refused, as by CloudFormation', () => {
  const synth = synthWith((stack) => {
    const queue = stack.node.findChild('Queues').node.findChild('Waits').node.defaultChild;
    if (queue instanceof CfnQueue) queue.messageRetentionPeriod = 99_999_999;
  });
  expect(synth).toThrow('MessageRetentionPeriod: 99999999 is greater than the maximum');
});

test('a finding of cdk-nag stops the synthesis: a queue without required TLS', () => {
  const synth = synthWith((stack) => {
    new CfnQueue(stack, 'Bad', {});
  });
  expect(synth).toThrow('AwsSolutions-SQS4');
});

test('exactly these findings are acknowledged, each with a reason; without it they stop the synthesis', () => {
  const acknowledged: Record<string, string> = {};
  vi.spyOn(Validations.prototype, 'acknowledge').mockImplementation((...rules) => {
    for (const { id, reason } of rules) acknowledged[id] = reason;
  });
  const { app } = unbundledApp();
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  const rule = (id: string) => id.replace(/\[.*/, '');
  const found = [...new Set(violations.map(({ ruleName }) => rule(ruleName)))].sort();
  expect(found).toEqual(['AwsSolutions-APIG4', 'AwsSolutions-IAM5', 'AwsSolutions-S1', 'AwsSolutions-SMG4']);
  expect(Object.keys(acknowledged).map(rule).sort()).toEqual(found);
  for (const reason of Object.values(acknowledged)) expect(reason.length).toBeGreaterThan(60);
  expect(() => app.synth()).toThrow('AwsSolutions-APIG4');
});

// Finds a function in the list.
import { expect, test } from 'vitest';
import { findFunction, parseFunctionArn } from '../../../functions/runtime/function-arn.ts';

const arn = (rest: string, region = 'sa-east-1') => `arn:aws:lambda:${region}:123456789012:function:${rest}`;
const LIST = [arn('photo'), arn('photo:live'), arn('verdict:7'), arn('far', 'us-east-1')];

test.each([
  [arn('photo'), arn('photo')],
  [arn('photo:live'), arn('photo:live')],
  ['photo', arn('photo')],
  ['photo:live', arn('photo:live')],
  ['verdict', arn('verdict:7')],
  ['far', arn('far', 'us-east-1')],
])('%s is %s', (meant, found) => {
  expect(findFunction(LIST, meant)?.arn).toBe(found);
});

test.each(['', 'phot', 'photo:dead', arn('other'), 'undefined', 'far:undefined'])(
  '%j is not in the list',
  (meant) => {
    expect(findFunction(LIST, meant)).toBeUndefined();
  },
);

test('an ARN contains the region of its function', () => {
  expect(parseFunctionArn(arn('far:live', 'us-east-1'))).toEqual({
    arn: arn('far:live', 'us-east-1'),
    partition: 'aws',
    region: 'us-east-1',
    name: 'far',
    qualifier: 'live',
  });
});

import { describe, expect, test } from 'vitest';
import { isTrue, resolve, type Scope } from '../../../local/template/intrinsics.ts';

const scope: Scope = {
  parameters: new Map([
    ['Timeout', '60'],
    ['Stage', 'prod'],
  ]),
  pseudo: { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '000000000000' },
  mappings: { Timings: { '60': { Visibility: 90 } } },
  conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
  ref: (logicalId) =>
    logicalId === 'Queue' ? 'http://queue' : logicalId === 'Key' ? 'arn:aws:sm:r:1:secret:Key' : undefined,
  attribute: (logicalId, name) => (logicalId === 'Queue' && name === 'Arn' ? 'arn:queue' : undefined),
  secret: (arn) => (arn === 'arn:aws:sm:r:1:secret:Key' ? 's3cret' : undefined),
};

describe('intrinsics', () => {
  test.each<[string, unknown, unknown]>([
    ['a plain value', { a: [1, true, 'x', null] }, { a: [1, true, 'x', null] }],
    ['Ref of a parameter', { Ref: 'Timeout' }, '60'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Ref of a resource', { Ref: 'Queue' }, 'http://queue'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    ['Fn::Join', { 'Fn::Join': ['/', ['a', { Ref: 'Stage' }]] }, 'a/prod'],
    ['Fn::Split', { 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
    ['Fn::Select', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Timings', { Ref: 'Timeout' }, 'Visibility'] }, 90],
    ['Fn::Sub', { 'Fn::Sub': `\${Stage}-\${AWS::Region}-\${Queue}` }, 'prod-us-east-1-http://queue'],
    [
      'a dynamic reference in pieces',
      { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Key' }, ':SecretString:::}}']] },
      's3cret',
    ],
    [
      'a dynamic reference in text',
      'k={{resolve:secretsmanager:arn:aws:sm:r:1:secret:Key:SecretString:::}}',
      'k=s3cret',
    ],
  ])('works out %s', (_, value, result) => {
    expect(resolve(value, scope)).toEqual(result);
  });

  test.each<[string, unknown, string]>([
    ['an unsupported function', { 'Fn::Base64': 'x' }, 'Fn::Base64'],
    ['an unsupported form of Fn::Sub', { 'Fn::Sub': ['x', {}] }, 'Fn::Sub'],
    ['an attribute in Fn::Sub', { 'Fn::Sub': `\${Queue.Arn}` }, 'Queue.Arn'],
    ['AWS::NoValue', { Ref: 'AWS::NoValue' }, 'AWS::NoValue'],
    ['a Ref to nothing', { Ref: 'Nowhere' }, 'Ref Nowhere'],
    ['an attribute that is not there', { 'Fn::GetAtt': ['Queue', 'Url'] }, '["Queue","Url"]'],
    [
      'a key that is not in the mapping',
      { 'Fn::FindInMap': ['Timings', '61', 'Visibility'] },
      'Fn::FindInMap',
    ],
    ['a selection of nothing', { 'Fn::Select': [3, ['a']] }, 'Fn::Select'],
    ['another kind of dynamic reference', '{{resolve:ssm:/a}}', '{{resolve:ssm:/a}}'],
    [
      'a part of a secret',
      '{{resolve:secretsmanager:arn:aws:sm:r:1:secret:Key:SecretString:password::}}',
      'SecretString:password',
    ],
    ['another secret', '{{resolve:secretsmanager:arn:else:SecretString:::}}', 'arn:else'],
  ])('refuses %s by name', (_, value, words) => {
    expect(() => resolve(value, scope)).toThrow(words);
  });

  test('works out conditions, and refuses other functions by name', () => {
    const prod = { Condition: 'IsProd' };
    expect(isTrue(prod, scope)).toBe(true);
    expect(isTrue({ 'Fn::Not': [prod] }, scope)).toBe(false);
    expect(() => isTrue({ 'Fn::And': [prod, prod] }, scope)).toThrow('Fn::And');
    expect(() => isTrue({ 'Fn::Contains': [['a'], 'a'] }, scope)).toThrow('Fn::Contains');
    expect(() => isTrue({ Condition: 'Nowhere' }, scope)).toThrow('Nowhere');
  });
});

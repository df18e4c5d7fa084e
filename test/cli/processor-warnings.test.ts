// What `source show` and `source edit` warn of: a processor that cannot work, and settings that do nothing.
import { describe, expect, test } from 'vitest';
import { processorWarnings } from '../../bin/processor-warnings.ts';
import { newSource, type Source } from '../../functions/core/source/source.ts';
import { startWarnings } from '../../local/start-warnings.ts';

const ARN = 'arn:aws:lambda:sa-east-1:123456789012:function:verdict';
const STACK = { Processor: 'none', ProcessorUrl: '', ProcessorFunctionArns: '' };
const treble = newSource('treble', 'treble', true);

const of = (settings: Partial<Source>, parameters: Record<string, string> = {}) =>
  processorWarnings({ ...treble, ...settings }, { ...STACK, ...parameters });

describe('a processor that cannot work names what is missing', () => {
  test.each<[Partial<Source>, Record<string, string>, string]>([
    [{ processor: 'http' }, {}, 'source edit treble --processor-url'],
    [{}, { Processor: 'http' }, 'the parameter ProcessorUrl'],
    [{ processor: 'lambda' }, {}, 'deploy with the parameter ProcessorFunctionArns'],
    [
      { processor: 'lambda', processorFunction: 'other' },
      { ProcessorFunctionArns: ARN },
      'may not call other',
    ],
    [{ processor: 'lookup' }, {}, 'source edit treble --lookup FILE'],
  ])('%j with %j', (settings, parameters, words) => {
    expect(of(settings, parameters)).toEqual([expect.stringContaining(words)]);
  });
});

test.each<[Partial<Source>, Record<string, string>]>([
  [{ processor: 'http', processorUrl: 'https://a.example' }, {}],
  [{ processor: 'http' }, { ProcessorUrl: 'https://a.example' }],
  [{ processor: 'lambda', processorFunction: 'verdict' }, { ProcessorFunctionArns: ARN }],
  [{ processor: 'echo' }, {}],
  [{}, {}],
])('%j with %j can work', (settings, parameters) => {
  expect(of(settings, parameters)).toEqual([]);
});

test.each<[Partial<Source>, string]>([
  [{ processorUrl: 'https://a.example' }, '--processor http'],
  [
    { processor: 'http', processorUrl: 'https://a.example', processorFunction: 'verdict' },
    '--processor lambda',
  ],
  [{ lookup: '{}' }, '--processor lookup'],
  [{ card: { countries: ['AR'] } }, '--processor id-card'],
])('%j does nothing with another processor', (settings, words) => {
  expect(of(settings)).toEqual([expect.stringMatching(new RegExp(`does nothing, because.*${words}$`))]);
});

describe('npm start warns', () => {
  const given = (parameters: Record<string, string>, hasLambda = false) =>
    startWarnings(new Map(Object.entries(parameters)), { hasLambda });

  test.each<[Record<string, string>, string]>([
    [{ Processor: 'http' }, 'add ProcessorUrl'],
    [{ Processor: 'lambda', ProcessorFunctionArns: ARN }, 'AWS_ENDPOINT_URL_LAMBDA'],
    [{ Processor: 'lookup' }, '--lookup FILE'],
  ])('%j', (parameters, words) => {
    expect(given(parameters)).toEqual([expect.stringContaining(words)]);
  });

  test('of nothing where the processor can work', () => {
    expect(given({ Processor: 'http', ProcessorUrl: 'http://127.0.0.1:3000/' })).toEqual([]);
    expect(given({ Processor: 'lambda', ProcessorFunctionArns: ARN }, true)).toEqual([]);
    expect(given({})).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { parameterValues } from '../../../local/template/parameters.ts';

const declared = {
  Deadline: { Type: 'Number', Default: 300, MinValue: 10, MaxValue: 3600 },
  Timeout: { Type: 'Number', Default: 120, AllowedValues: ['30', '120'] },
  Processor: { Type: 'String', Default: 'none', AllowedValues: ['none', 'echo'] },
  Url: { Type: 'String', Default: 'https://a.example', AllowedPattern: 'https://[a-z.]+' },
  Label: { Type: 'String', Default: 'x', MaxLength: 3 },
  Kind: {
    Type: 'String',
    Default: 'a',
    AllowedValues: ['a'],
    ConstraintDescription: 'must be a, says the author',
  },
};

const problemOf = (given: Record<string, string>): string => {
  try {
    parameterValues(declared, new Map(Object.entries(given)));
  } catch (problem) {
    expect(Object(problem).exitCode).toBe(2);
    return Object(problem).message;
  }
  return 'none';
};

describe('parameters', () => {
  test('are the given values, and the defaults as text', () => {
    const values = parameterValues(declared, new Map([['Deadline', '60']]));
    expect(Object.fromEntries(values)).toMatchObject({ Deadline: '60', Timeout: '120', Processor: 'none' });
  });

  test.each([
    [{ Deadline: '9' }, 'Deadline must be a number from 10 to 3600'],
    [{ Deadline: '3601' }, 'Deadline must be'],
    [{ Deadline: 'soon' }, 'Deadline must be'],
    [{ Deadline: '' }, 'Deadline must be'],
    [{ Timeout: '31' }, 'Timeout must be one of 30, 120'],
    [{ Processor: 'Echo' }, 'Processor must be one of none, echo'],
    [{ Url: 'xhttps://a.example' }, 'Url must match'],
    [{ Url: 'https://a.example/1' }, 'Url must match'],
    [{ Label: 'long' }, 'Label must be text of at most 3 characters'],
    [{ Kind: 'b' }, 'Kind must be a, says the author'],
    [{ Colour: 'red' }, 'Colour is not a parameter of the stack: the parameters are Deadline, Timeout'],
    [{ processor: 'echo' }, 'did you mean Processor?'],
  ])('refuses %j', (given, words) => {
    expect(problemOf(given)).toContain(words);
  });

  test('several mistakes are all named, and no value is shown', () => {
    const message = problemOf({ Deadline: 'hunter2', Kind: 'hunter2', Colour: 'hunter2' });
    for (const name of ['Deadline', 'Kind', 'Colour']) expect(message).toContain(name);
    expect(message).not.toContain('hunter2');
  });

  test('one without a default must be given, and one of an unsupported type is refused', () => {
    expect(() => parameterValues({ A: { Type: 'String' } }, new Map())).toThrow('A has no default');
    expect(() => parameterValues({ A: { Type: 'List<Number>', Default: '1' } }, new Map())).toThrow(
      'List<Number>',
    );
  });
});

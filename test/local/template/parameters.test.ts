import { describe, expect, test } from 'vitest';
import { parameterValues } from '../../../local/template/parameters.ts';

const declared = {
  Deadline: { Type: 'Number', Default: 300, MinValue: 10, MaxValue: 3600 },
  Timeout: { Type: 'Number', Default: 120, AllowedValues: ['30', '120'] },
  Processor: { Type: 'String', Default: 'none', AllowedValues: ['none', 'echo'] },
  Url: { Type: 'String', Default: 'https://a.example', AllowedPattern: 'https://[a-z.]+' },
  Label: { Type: 'String', Default: 'x', MinLength: 1, MaxLength: 3 },
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
  test('are the defaults as text, but for what is given', () => {
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
    [{ Label: '' }, 'Label must be text of a length from 1 to 3'],
    [{ Label: 'long' }, 'Label must be'],
    [{ Kind: 'b' }, 'Kind must be a, says the author'],
    [{ Colour: 'red' }, 'Colour is no parameter of the stack: there are Deadline, Timeout'],
    [{ processor: 'echo' }, 'did you mean Processor?'],
  ])('refuses %j', (given, words) => {
    expect(problemOf(given)).toContain(words);
  });

  test('several wrong ones are all named, and no value is repeated', () => {
    const message = problemOf({ Deadline: 'hunter2', Kind: 'hunter2', Colour: 'hunter2' });
    for (const name of ['Deadline', 'Kind', 'Colour']) expect(message).toContain(name);
    expect(message).not.toContain('hunter2');
  });

  test('one without default must be given, and one of an unknown type is refused', () => {
    expect(() => parameterValues({ A: { Type: 'String' } }, new Map())).toThrow('A has no default');
    expect(() => parameterValues({ A: { Type: 'List<Number>', Default: '1' } }, new Map())).toThrow(
      'List<Number>',
    );
  });
});

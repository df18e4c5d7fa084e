import { expect, test } from 'vitest';
import { checkParameters } from '../../../local/template/check-parameters.ts';

const refusalOf = (given: Record<string, string>): string => {
  try {
    checkParameters(new Map(Object.entries(given)));
  } catch (problem) {
    expect(Object(problem).exitCode).toBe(2);
    return Object(problem).message;
  }
  return 'none';
};

test('what the rows know is taken', () => {
  expect(refusalOf({ Processor: 'echo', SessionDeadlineSeconds: '60', FallbackKeys: 'a=b' })).toBe('none');
});

test('every mistake is named, without a value', () => {
  const words = refusalOf({
    Colour: 'red',
    processor: 'echo',
    SessionDeadlineSeconds: '1',
    ProcessorUrl: 'marker',
  });
  expect(words).toContain('Colour is not a parameter of the stack: the parameters are');
  expect(words).toContain('processor is not a parameter of the stack (did you mean Processor?)');
  expect(words).toContain('SessionDeadlineSeconds must be a whole number of seconds from 10');
  expect(words).toContain('ProcessorUrl must be empty, an https URL');
  expect(words).not.toContain('marker');
});

// What of the functions' output a terminal shows.
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { shownOutput } from '../../local/function-output.ts';

const OUTCOME =
  '{"timestamp":"2030-01-01T12:30:05.000Z","level":"info","fn":"worker","event":"outcome","outcome":"done","source":"treble"}';
const METRICS = '{"_aws":{"Timestamp":1},"OpenBreakers":0}';

test('an event is one line for people; metrics are not shown', () => {
  expect(stripVTControlCharacters(shownOutput(OUTCOME, false) ?? '')).toMatch(/^12:30:05 {2}treble .* done$/);
  expect(shownOutput(METRICS, false)).toBeUndefined();
});

test('with --verbose, to a file or a pipe every line is shown as it is', () => {
  for (const line of [OUTCOME, METRICS]) expect(shownOutput(line, true)).toBe(line);
});

test('what a crash prints is shown, without control characters', () => {
  expect(shownOutput('TypeError: \u001b[2Jno', false)).toBe('TypeError: \\u001b[2Jno');
});

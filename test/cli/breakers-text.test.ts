// The text about destinations that Acuse does not call at present.
import { expect, test } from 'vitest';
import { breakerLines, publicBreaker } from '../../bin/breakers-text.ts';

const NOW = Date.UTC(2030, 0, 1, 12);
const open = { destination: 'treble', state: 'open', untilMs: NOW + 540_000, failures: 101 } as const;

test('shows the pause of each destination, the number of failures, and how to end a pause', () => {
  const probing = { ...open, destination: 'http:api.example', state: 'probing', failures: 1 } as const;
  expect(breakerLines([open, probing], NOW)).toEqual([
    'treble is not called until 2030-01-01 12:09:00 (in 9 min), after calls of 101 conversations failed. Due work is kept.',
    'http:api.example gets single test calls, after calls of 1 conversation failed. Due work is kept.',
    'To end a pause by hand, if the destination is back: npx acuse retry <destination>',
  ]);
});

test('shows nothing when no destination is paused', () => {
  expect(breakerLines([], NOW)).toEqual([]);
});

test('times in JSON are ISO', () => {
  expect(publicBreaker(open)).toEqual({
    destination: 'treble',
    state: 'open',
    until: '2030-01-01T12:09:00.000Z',
    failures: 101,
  });
});

// What a terminal says of destinations that are left alone.
import { expect, test } from 'vitest';
import { breakerLines, publicBreaker } from '../../bin/breakers-text.ts';

const NOW = Date.UTC(2030, 0, 1, 12);
const open = { destination: 'treble', state: 'open', untilMs: NOW + 540_000, failures: 101 } as const;

test('how long each is left alone, and after what', () => {
  const probing = { ...open, destination: 'http:api.example', state: 'probing', failures: 1 } as const;
  expect(breakerLines([open, probing], NOW)).toEqual([
    'treble is left alone until 2030-01-01T12:09:00Z (in 9 min), after 101 failures. What is due is kept.',
    'http:api.example is tried by single calls, after 1 failure. What is due is kept.',
  ]);
});

test('nothing where all take calls', () => {
  expect(breakerLines([], NOW)).toEqual([]);
});

test('for a program, times are ISO', () => {
  expect(publicBreaker(open)).toEqual({
    destination: 'treble',
    state: 'open',
    until: '2030-01-01T12:09:00.000Z',
    failures: 101,
  });
});

// acuse sessions: what it prints for a person.
import { expect, test } from 'vitest';
import { describeWaits } from '../../bin/sessions-text.ts';
import type { OpenWaits } from '../../functions/core/wait/open-waits.ts';
import { AT_MS, NO_WAITS, waitOf, waitsOf } from '../functions/console/overviews.ts';

const linesOf = (waits: OpenWaits): string[] => describeWaits(waits, AT_MS).split('\n');

test('nobody waits: that is all there is to say', () => {
  expect(linesOf(NO_WAITS)).toEqual(['No conversation waits.']);
});

test('a deadline is ahead or has passed, whatever the state, and below stands how many have', () => {
  const lines = linesOf(
    waitsOf([waitOf(20), waitOf(19, { state: 'sending' }), waitOf(18, { state: 'decided' }), waitOf(0)]),
  );
  const passed = lines.filter((line) => / passed \d+ min \d+ s ago /.test(line));
  expect(passed.map((line) => line.split(/ +/)[3])).toEqual(['waiting', 'sending', 'decided']);
  expect(lines.filter((line) => line.includes(' in 4 min 13 s '))).toHaveLength(1);
  expect(lines).toContain(
    '3 past the deadline (1: nobody has decided; 2: decided, Treble has not taken it yet). ' +
      'Where to look: docs/runbook.md, "Waits are past their deadline".',
  );
});

test('those that are late and not shown are counted too', () => {
  const waits = waitsOf([waitOf(0)], { count: 54, more: true, late: { undecided: 42, decided: 0 } });
  expect(linesOf(waits)).toContain('More than 54 waiting, the oldest 1 shown. Times are UTC.');
  expect(describeWaits(waits, AT_MS)).toContain('At least 42 past the deadline (42: nobody has decided).');
});

test('where none is late nothing is said of it', () => {
  expect(describeWaits(waitsOf([waitOf(0)]), AT_MS)).not.toContain('past the deadline');
});

test('what can be done by hand is said while there is something to decide', () => {
  const hint = 'acuse -- resume <conversation>';
  expect(describeWaits(waitsOf([waitOf(1, { state: 'decided' }), waitOf(0)]), AT_MS)).toContain(hint);
  expect(describeWaits(waitsOf([waitOf(0, { state: 'decided' })]), AT_MS)).not.toContain(hint);
});

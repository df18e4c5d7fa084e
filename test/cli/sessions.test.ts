// The text of acuse sessions.
import { expect, test } from 'vitest';
import { describeWaits } from '../../bin/sessions-text.ts';
import type { OpenWaits } from '../../functions/core/wait/open-waits.ts';
import { AT_MS, NO_WAITS, waitOf, waitsOf } from '../functions/console/overviews.ts';

const linesOf = (waits: OpenWaits): string[] => describeWaits(waits, AT_MS).split('\n');

test('without waits the text is one line', () => {
  expect(linesOf(NO_WAITS)).toEqual(['No conversation is waiting.']);
});

test('shows for every state whether the deadline has passed, and counts the late waits', () => {
  const lines = linesOf(
    waitsOf([waitOf(20), waitOf(19, { state: 'sending' }), waitOf(18, { state: 'decided' }), waitOf(0)]),
  );
  const passed = lines.filter((line) => / passed \d+ min \d+ s ago /.test(line));
  expect(passed.map((line) => line.split(/ +/)[2])).toEqual(['waiting', 'sending', 'decided']);
  expect(lines.filter((line) => line.includes(' in 4 min 13 s '))).toHaveLength(1);
  expect(lines).toContain(
    '3 past the deadline (1: nobody has decided; 2: decided, the platform has not taken it yet). ' +
      'See docs/runbook.md, "Waits are past their deadline".',
  );
});

test('counts late waits that are not shown', () => {
  const waits = waitsOf([waitOf(0)], { count: 54, more: true, late: { undecided: 42, decided: 0 } });
  expect(linesOf(waits)).toContain('More than 54 waiting, the oldest 1 shown. Times are UTC.');
  expect(describeWaits(waits, AT_MS)).toContain('At least 42 past the deadline (42: nobody has decided).');
});

test('does not mention late waits when there are none', () => {
  expect(describeWaits(waitsOf([waitOf(0)]), AT_MS)).not.toContain('past the deadline');
});

test('shows the resume command only with undecided waits', () => {
  const hint = 'npx acuse resume <conversation>';
  expect(describeWaits(waitsOf([waitOf(1, { state: 'decided' }), waitOf(0)]), AT_MS)).toContain(hint);
  expect(describeWaits(waitsOf([waitOf(0, { state: 'decided' })]), AT_MS)).not.toContain(hint);
});

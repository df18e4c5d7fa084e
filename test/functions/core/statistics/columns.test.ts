// The columns of the statistics: their names, how each is drawn, and the page that lists them.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  CALL_COLUMNS,
  type Column,
  OUTCOME_COLUMNS,
  POST_COLUMNS,
} from '../../../../functions/core/statistics/columns.ts';
import { row, withTables } from '../../../rules/printed-tables.ts';

const namesOf = (columns: readonly Column[]) => columns.map(({ name }) => name);

test('the names and their order stay as in JSON and in the stored entries', () => {
  expect(namesOf(POST_COLUMNS)).toEqual(['success', 'slow', 'error', 'rejected']);
  expect(namesOf(CALL_COLUMNS)).toEqual(['success', 'slow', 'error', 'refused', 'deferred']);
  expect(namesOf(OUTCOME_COLUMNS).join(' ')).toBe(
    'done confirmed failed timeout repeat filtered unrecognised ignored parked unconfirmed late superseded platform_timeout',
  );
});

test.each([
  ['posts', POST_COLUMNS],
  ['calls', CALL_COLUMNS],
])('each column of %s has its own label, class and block', (_what, columns) => {
  for (const drawn of ['label', 'cssClass', 'block'] as const) {
    expect(new Set(columns.map((column) => column[drawn])).size).toBe(columns.length);
  }
});

describe('docs/statistics.md', () => {
  // `npx vitest run test/functions/core/statistics/columns.test.ts -u` updates the tables.
  test('lists the columns with their meanings', async () => {
    const path = new URL('../../../../docs/statistics.md', import.meta.url).pathname;
    const list = (columns: readonly Column[]) => [
      row('name', 'is'),
      '|---|---|',
      ...columns.map(({ name, meaning }) => row(`\`${name}\``, meaning)),
    ];
    const tables = new Map([
      ['What becomes of a POST', list(POST_COLUMNS)],
      ['What becomes of a call', list(CALL_COLUMNS)],
      ['What becomes of a delivery', list(OUTCOME_COLUMNS)],
    ]);
    const page = readFileSync(path, 'utf8');
    for (const heading of tables.keys()) expect(page).toContain(`### ${heading}\n`);
    await expect(withTables(page, tables)).toMatchFileSnapshot(path);
  });
});

// The pages of reasons for people who build flows: their tables are those of the code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FLOW_ACTIONS, FOR_FLOWS, LANGUAGES, type Language } from '../../functions/core/reason/for-flows.ts';
import { row, withTables } from './printed-tables.ts';
import { root, sourceFiles } from './source-files.ts';

const PAGES = {
  en: { path: 'docs/reasons.md', heading: 'Every word', columns: ['means', 'in the flow'] },
  es: {
    path: 'docs/es/reasons.md',
    heading: 'Todas las palabras',
    columns: ['qué significa', 'en el flujo'],
  },
  pt: { path: 'docs/pt/reasons.md', heading: 'Todas as palavras', columns: ['o que significa', 'no fluxo'] },
} satisfies Record<Language, object>;

const reasons = Object.entries(FOR_FLOWS);

describe.each(LANGUAGES)('%s', (language) => {
  const { path, heading, columns } = PAGES[language];
  const page = readFileSync(join(root, path), 'utf8');

  test('the table has every reason of the code', async () => {
    const rows = reasons.map(([reason, { means, action }]) =>
      row(`\`${reason}\``, means[language], FLOW_ACTIONS[action][language]),
    );
    const table = [row('`acuse_reason`', ...columns), '|---|---|---|', ...rows];
    const printed = withTables(page, new Map([[heading, table]]));
    await expect(printed).toMatchFileSnapshot(join(root, path));
  });

  test('the words that are asked for again are those that the page names', () => {
    const named = /^2\. .*$/m.exec(page)?.[0] ?? '';
    const again = reasons.filter(([, { action }]) => action === 'askAgain').map(([reason]) => reason);
    const words = [...named.matchAll(/`([a-z_]+)`/g)].map(([, word]) => word);
    expect(words).toEqual(['acuse_reason', ...again]);
  });
});

test('the texts of a reason differ between the languages', () => {
  for (const [, { means }] of reasons) expect(new Set(Object.values(means)).size).toBe(LANGUAGES.length);
});

test('no function loads the texts', () => {
  const loading = ['functions', 'bin', 'lib', 'local']
    .flatMap(sourceFiles)
    .filter(({ imports }) => imports.some(({ target }) => target === 'functions/core/reason/for-flows.ts'));
  expect(loading.map(({ path }) => path)).toEqual([]);
});

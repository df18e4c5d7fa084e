// Updates the tables of a page that come from the code. The other text of the page stays unchanged.

/**
 * Returns the page with new tables at the end of the named sections. A test compares it with the page by
 * `toMatchFileSnapshot`, so `npx vitest run <test> -u` writes the tables.
 *
 * @param tables lines of Markdown by heading, without the `#`.
 */
export function withTables(page: string, tables: ReadonlyMap<string, readonly string[]>): string {
  const sections = page.split(/^(?=##+ )/m).map((section) => {
    const table = tables.get(/^#+ (.+)/.exec(section)?.[1] ?? '');
    if (!table) return section.trimEnd();
    const written = section.split('\n').filter((line) => !line.startsWith('|'));
    return `${written.join('\n').trimEnd()}\n\n${table.join('\n')}`;
  });
  return `${sections.join('\n\n')}\n`;
}

/** A row of a table. */
export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

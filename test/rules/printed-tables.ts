// Pages with tables that are printed from the code. What is written by hand around a table stays as it is.

/**
 * The page with the table of each named heading printed anew, at the end of its section. A test holds the page to it
 * by `toMatchFileSnapshot`, so that `npx vitest run <test> -u` writes the tables.
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

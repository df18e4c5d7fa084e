// A text table for a terminal of 80 columns: aligned columns, two spaces between them, no spaces at the end of a line. What
// does not fit beside goes to further lines of the row, indented. Ids are never cut, because two could then look the same.

const WIDTH = 80;
const INDENT = '  ';

export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = columnsByLine(widths);
  return all
    .flatMap((row) =>
      lines.flatMap((columns, at) => {
        const cells = columns.map((column) => (row[column] ?? '').padEnd(widths[column] ?? 0));
        return wrapped(`${at === 0 ? '' : INDENT}${cells.join('  ').trimEnd()}`);
      }),
    )
    .join('\n');
}

/** The columns of each line of a row. */
function columnsByLine(widths: readonly number[]): number[][] {
  const lines: number[][] = [[]];
  let left = WIDTH;
  widths.forEach((width, column) => {
    if (width > left && left < WIDTH) {
      lines.push([]);
      left = WIDTH - INDENT.length;
    }
    lines.at(-1)?.push(column);
    left -= width + 2;
  });
  return lines;
}

/** A sentence that is longer than a line, at its blanks. */
function wrapped(line: string): string[] {
  if (line.length <= WIDTH) return [line];
  const at = line.lastIndexOf(' ', WIDTH);
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  if (at <= indent) return [line];
  return [line.slice(0, at).trimEnd(), ...wrapped(`${INDENT}${INDENT}${line.slice(at + 1)}`)];
}

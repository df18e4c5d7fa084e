// The report of a run: ratios with their two medians, and counts. Printed as Markdown tables or as one JSON object.
import { ratios, type Spread, spread } from './paired.ts';

export interface RatioRow {
  readonly figure: string;
  readonly ratio: Spread;
  readonly unit: 'ms' | 'µs';
  readonly medians: readonly [of: number, over: number];
  readonly aim?: string;
}

export interface CountRow {
  readonly figure: string;
  readonly value: string;
  readonly aim?: string;
}

export interface Report {
  readonly ratios: readonly RatioRow[];
  readonly counts: readonly CountRow[];
}

export function ratioRow(
  figure: string,
  of: readonly number[],
  over: readonly number[],
  { unit = 'ms', aim }: { unit?: RatioRow['unit']; aim?: string } = {},
): RatioRow {
  const medians = [spread(of).median, spread(over).median] as const;
  return { figure, ratio: spread(ratios(of, over)), unit, medians, ...(aim && { aim }) };
}

export function inTables(report: Report): string {
  const tables = [
    table(
      ['ratio', 'median', 'min–max', 'n', 'medians', 'aim'],
      report.ratios.map(({ figure, ratio, unit, medians, aim = '' }) => [
        figure,
        ratio.median.toFixed(2),
        `${ratio.minimum.toFixed(2)}–${ratio.maximum.toFixed(2)}`,
        String(ratio.n),
        `${inUnit(medians[0], unit)} ÷ ${inUnit(medians[1], unit)} ${unit}`,
        aim,
      ]),
    ),
    table(
      ['count', 'value', 'aim'],
      report.counts.map(({ figure, value, aim = '' }) => [figure, value, aim]),
    ),
  ];
  return tables.filter((text) => text !== '').join('\n');
}

function inUnit(ms: number, unit: RatioRow['unit']): string {
  return (unit === 'ms' ? ms : ms * 1000).toFixed(0);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

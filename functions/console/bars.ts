// The bars of a histogram as inline SVG: one path for each result, so that sixty bars are small. Each result has a colour
// and a texture, so that colours are not needed.
import type { DrawnColumn } from '../core/statistics/columns.ts';
import type { Step } from '../core/statistics/report.ts';
import { type Html, html } from '../runtime/html.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Keeps one failure in ten thousand visible. */
const MIN_HEIGHT = 2;

/** Of the width of a step. */
const BAR_WIDTH = 0.78;

export interface BarOptions<Name extends string> {
  readonly columns: readonly DrawnColumn<Name>[];
  readonly series: readonly Step<Name>[];
  readonly width: number;
  readonly height: number;
}

export function totalOf<Name extends string>(
  step: Step<Name>,
  columns: readonly DrawnColumn<Name>[],
): number {
  return columns.reduce((sum, { name }) => sum + step[name], 0);
}

export function renderPaths<Name extends string>({
  columns,
  series,
  width,
  height,
}: BarOptions<Name>): Html[] {
  const most = Math.max(1, ...series.map((step) => totalOf(step, columns)));
  const stepWidth = width / Math.max(1, series.length);
  const boxes = columns.map((): Box[] => []);
  series.forEach((step, at) => {
    const counts = columns.map(({ name }) => step[name]);
    let y = height;
    heightsOf(counts, most, height).forEach((part, index) => {
      y -= part;
      if (part > 0) boxes[index]?.push({ x: at * stepWidth, y, width: stepWidth * BAR_WIDTH, height: part });
    });
  });
  return columns.flatMap(({ cssClass }, index) => {
    const own = boxes[index] ?? [];
    return own.length === 0 ? [] : [renderPath(own, cssClass)];
  });
}

/** Proportional heights. A small part gets the minimum height, and the tallest part gives up the difference. */
export function heightsOf(counts: readonly number[], most: number, height: number): number[] {
  const heights = counts.map((value) => (value === 0 ? 0 : Math.max(MIN_HEIGHT, (value / most) * height)));
  const excess = heights.reduce((sum, part) => sum + part, 0) - height;
  if (excess > 0) {
    const tallest = heights.indexOf(Math.max(...heights));
    heights[tallest] = Math.max(MIN_HEIGHT, (heights[tallest] ?? 0) - excess);
  }
  return heights;
}

/** Boxes of one width. Stripes and dots are the dashes of a line as wide as the box. */
export function renderPath(boxes: readonly Box[], cssClass: DrawnColumn['cssClass']): Html {
  if (cssClass === 'striped' || cssClass === 'dotted') {
    const lines = boxes.map(
      ({ x, y, width, height }) => `M${round(x + width / 2)} ${round(y + height)}V${round(y)}`,
    );
    return html`<path class="${cssClass}" d="${lines.join('')}" stroke-width="${round(boxes[0]?.width ?? 0)}"/>`;
  }
  const inset = cssClass === 'hollow' ? 0.5 : 0;
  const outlines = boxes.map(({ x, y, width, height }) => {
    const wide = round(width - 2 * inset);
    return `M${round(x + inset)} ${round(y + inset)}h${wide}v${round(Math.max(0.5, height - 2 * inset))}h${-wide}z`;
  });
  return html`<path class="${cssClass}" d="${outlines.join('')}"/>`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

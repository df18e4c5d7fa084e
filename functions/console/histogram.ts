// A histogram as inline SVG: one bar a minute, with the results stacked. Each result has a colour and a texture, so
// that colours are not needed. The values are also shown as text and as a table.
import type { DrawnColumn } from '../core/statistics/columns.ts';
import type { Step } from '../core/statistics/report.ts';
import { count } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import type { Zone } from './zone.ts';

export interface Histogram<Name extends string> {
  /** `webhooks` */
  readonly what: string;
  /** From bottom to top. */
  readonly series: readonly DrawnColumn<Name>[];
  readonly minutes: readonly Step<Name>[];
  readonly zone: Zone;
}

const WIDTH = 300;
const HEIGHT = 64;

/** Keeps one failure in ten thousand visible. */
const MIN_HEIGHT = 2;

export function renderHistogram<Name extends string>(histogram: Histogram<Name>): Html {
  const { what, series, minutes, zone } = histogram;
  const totals = minutes.map((minute) => totalOf(minute, series));
  const most = Math.max(1, ...totals);
  const first = minutes.at(0)?.atMs ?? 0;
  const last = minutes.at(-1)?.atMs ?? 0;
  const middle = minutes.at(Math.floor(minutes.length / 2))?.atMs ?? 0;
  const step = WIDTH / Math.max(1, minutes.length);
  const bars = minutes.map((minute, at) =>
    bar(minute, { histogram, most, x: at * step, width: step * 0.78 }),
  );
  return html`<figure class="histogram">
<p class="scale">${count(most)} <span>a minute, maximum</span></p>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 1}" role="img" aria-label="${descriptionOf(histogram, most)}"><title>${what} a minute</title><desc>${descriptionOf(histogram, most)}</desc>
<line class="base" x1="0" x2="${WIDTH}" y1="${HEIGHT + 0.5}" y2="${HEIGHT + 0.5}"/>${bars}</svg>
<p class="axis" aria-hidden="true"><span>${zone.hourMinute(first)}</span><span>${zone.hourMinute(middle)}</span><span>${zone.hourMinute(last)}</span></p>
</figure>`;
}

/** The colour and texture of a result, for the legend. */
export function swatch({ cssClass }: DrawnColumn): Html {
  return html`<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">${segment({ x: 1, y: 1, width: 10, height: 10 }, cssClass)}</svg>`;
}

/** The values of each minute, for users who cannot see the bars or want the numbers. */
export function renderMinutes<Name extends string>({ what, series, minutes, zone }: Histogram<Name>): Html {
  const busy = minutes.filter((minute) => totalOf(minute, series) > 0);
  const head = series.map(({ label }) => html`<th scope="col">${label}</th>`);
  const rows = busy.map(
    (minute) =>
      html`<tr><th scope="row">${zone.hourMinute(minute.atMs)}</th>${series.map(({ name }) => html`<td>${count(minute[name])}</td>`)}</tr>`,
  );
  return html`<details class="minutes"><summary>Values per minute</summary>
<table><caption>${what} a minute, in ${zone.label}. Minutes without any are not listed.</caption>
<thead><tr><th scope="col">minute</th>${head}</tr></thead><tbody>${rows}</tbody></table></details>`;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface BarOptions<Name extends string> {
  readonly histogram: Histogram<Name>;
  readonly most: number;
  readonly x: number;
  readonly width: number;
}

function bar<Name extends string>(
  minute: Step<Name>,
  { histogram, most, x, width }: BarOptions<Name>,
): Html | undefined {
  const { series, zone } = histogram;
  const total = totalOf(minute, series);
  if (total === 0) return undefined;
  const heights = heightsOf(
    series.map(({ name }) => minute[name]),
    most,
  );
  let y = HEIGHT;
  const segments = series.map(({ cssClass }, at) => {
    const height = heights[at] ?? 0;
    y -= height;
    return height > 0 && segment({ x, y, width, height }, cssClass);
  });
  const present = series.filter(({ name }) => minute[name] > 0);
  const values = present.map(({ name, label }) => `${count(minute[name])} ${label}`).join(', ');
  return html`<g><title>${zone.hourMinute(minute.atMs)}: ${values}</title>${segments}</g>`;
}

/** Proportional heights. A small part gets the minimum height, and the tallest part gives up the difference. */
export function heightsOf(counts: readonly number[], most: number): number[] {
  const heights = counts.map((value) => (value === 0 ? 0 : Math.max(MIN_HEIGHT, (value / most) * HEIGHT)));
  const excess = heights.reduce((sum, height) => sum + height, 0) - HEIGHT;
  if (excess > 0) {
    const tallest = heights.indexOf(Math.max(...heights));
    heights[tallest] = Math.max(MIN_HEIGHT, (heights[tallest] ?? 0) - excess);
  }
  return heights;
}

function segment({ x, y, width, height }: Box, cssClass: DrawnColumn['cssClass']): Html {
  const box = (inset: number) =>
    html`x="${round(x + inset)}" y="${round(y + inset)}" width="${round(width - 2 * inset)}" height="${round(Math.max(0.5, height - 2 * inset))}"`;
  if (cssClass === 'hollow') return html`<rect class="${cssClass}" ${box(0.5)}/>`;
  if (cssClass !== 'striped' && cssClass !== 'dotted') return html`<rect class="${cssClass}" ${box(0)}/>`;
  const middle = round(x + width / 2);
  return html`<line class="${cssClass}" x1="${middle}" x2="${middle}" y1="${round(y + height)}" y2="${round(y)}" stroke-width="${round(width)}"/>`;
}

function totalOf<Name extends string>(minute: Step<Name>, series: readonly DrawnColumn<Name>[]): number {
  return series.reduce((sum, { name }) => sum + minute[name], 0);
}

function descriptionOf<Name extends string>(
  { what, series, minutes, zone }: Histogram<Name>,
  most: number,
): string {
  const sums = series.map(({ name, label }) => {
    const sum = minutes.reduce((before, minute) => before + minute[name], 0);
    return `${count(sum)} ${label}`;
  });
  const from = zone.hourMinute(minutes.at(0)?.atMs ?? 0);
  const to = zone.hourMinute(minutes.at(-1)?.atMs ?? 0);
  return `${what} a minute from ${from} to ${to}: ${sums.join(', ')}; at most ${count(most)} in one minute. The last minute is not complete.`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

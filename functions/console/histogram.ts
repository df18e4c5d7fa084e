// A histogram: one bar a step, with the results stacked, and its values as text and as a table.
import type { DrawnColumn } from '../core/statistics/columns.ts';
import type { Step } from '../core/statistics/report.ts';
import { type Html, html } from '../runtime/html.ts';
import { renderPath, renderPaths, totalOf } from './bars.ts';
import { type Drawing, fold } from './drawing.ts';

export interface Histogram<Name extends string> {
  /** `webhooks` */
  readonly what: string;
  /** From bottom to top. */
  readonly columns: readonly DrawnColumn<Name>[];
  readonly labels: Readonly<Record<Name, string>>;
  readonly series: readonly Step<Name>[];
  readonly stepMinutes: number;
}

const WIDTH = 300;
const HEIGHT = 64;
const SMALL = { width: 120, height: 20 };

export function renderHistogram<Name extends string>(histogram: Histogram<Name>, drawing: Drawing): Html {
  const { columns, series } = histogram;
  const { words, format } = drawing;
  const { per, maximum } = words.histogram;
  const most = format.count(Math.max(1, ...series.map((step) => totalOf(step, columns))));
  const ends = [series.at(0), series.at(Math.floor(series.length / 2)), series.at(-1)];
  const description = describe(histogram, most, drawing);
  return html`<figure class="histogram">
<p class="scale">${most} <span>${per[histogram.stepMinutes]}, ${maximum}</span></p>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 1}" role="img" aria-label="${description}"><title>${titleOf(histogram, drawing)}</title>
<path class="base" d="M0 ${HEIGHT + 0.5}H${WIDTH}"/>${renderPaths({ columns, series, width: WIDTH, height: HEIGHT })}${renderHints(histogram, drawing)}</svg>
<p class="axis" aria-hidden="true">${ends.map((step) => html`<span>${timeOf(step?.atMs ?? 0, histogram, drawing)}</span>`)}</p>
</figure>`;
}

/** For a row. Its numbers stand beside it. */
export const renderBars = <Name extends string>(
  columns: readonly DrawnColumn<Name>[],
  series: readonly Step<Name>[],
): Html =>
  html`<svg class="bars" viewBox="0 0 ${SMALL.width} ${SMALL.height}" aria-hidden="true">${renderPaths({ columns, series, ...SMALL })}</svg>`;

/** The colour and texture of a result, for the legend. */
export const swatch = ({ cssClass }: DrawnColumn): Html =>
  html`<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">${renderPath([{ x: 1, y: 1, width: 10, height: 10 }], cssClass)}</svg>`;

/** The values of each bar, for users who cannot see the bars or want the numbers. */
export function renderValues<Name extends string>(
  name: string,
  histogram: Histogram<Name>,
  drawing: Drawing,
): Html {
  const { columns, labels, series } = histogram;
  const { words, format, view } = drawing;
  const busy = series.filter((step) => totalOf(step, columns) > 0);
  const head = columns.map((column) => html`<th scope="col">${labels[column.name]}</th>`);
  const rows = busy.map(
    (step) =>
      html`<tr><th scope="row">${timeOf(step.atMs, histogram, drawing)}</th>${columns.map((column) => html`<td>${format.count(step[column.name])}</td>`)}</tr>`,
  );
  return html`<details class="values"${fold(name, drawing)}><summary>${words.histogram.values}</summary>
<table><caption>${words.histogram.caption(titleOf(histogram, drawing), view.zone.label)}</caption>
<thead><tr><th scope="col">${words.histogram.from}</th>${head}</tr></thead><tbody>${rows}</tbody></table></details>`;
}

/** The values under the pointer. */
function renderHints<Name extends string>(histogram: Histogram<Name>, drawing: Drawing): Html[] {
  const { columns, labels, series } = histogram;
  const width = WIDTH / Math.max(1, series.length);
  return series.flatMap((step, at) => {
    const present = columns.filter(({ name }) => step[name] > 0);
    if (present.length === 0) return [];
    const values = present
      .map(({ name }) => `${drawing.format.count(step[name])} ${labels[name]}`)
      .join(', ');
    return html`<path class="hint" d="M${Math.round(at * width * 10) / 10} 0h${Math.round(width * 10) / 10}v${HEIGHT}H${Math.round(at * width * 10) / 10}z"><title>${timeOf(step.atMs, histogram, drawing)}: ${values}</title></path>`;
  });
}

/** `webhooks a minute` */
const titleOf = <Name extends string>({ what, stepMinutes }: Histogram<Name>, { words }: Drawing): string =>
  `${what} ${words.histogram.per[stepMinutes] ?? ''}`;

/** With the day where the bars are of several days. */
function timeOf<Name extends string>(
  ms: number,
  { series, stepMinutes }: Histogram<Name>,
  { view }: Drawing,
): string {
  const hours = (series.length * stepMinutes) / 60;
  return hours < 24 ? view.zone.hourMinute(ms) : view.zone.dateTime(ms).slice(5, 16);
}

function describe<Name extends string>(histogram: Histogram<Name>, most: string, drawing: Drawing): string {
  const { columns, labels, series } = histogram;
  const { words, format } = drawing;
  const sums = columns.map(({ name }) => {
    const sum = series.reduce((before, step) => before + step[name], 0);
    return `${format.count(sum)} ${labels[name]}`;
  });
  const at = (index: number) => timeOf(series.at(index)?.atMs ?? 0, histogram, drawing);
  return words.histogram.describe({
    what: titleOf(histogram, drawing),
    from: at(0),
    to: at(-1),
    sums: sums.join(', '),
    most,
  });
}

// The common parts of the cards of sources and destinations: results with percentages, and latencies.
import type { DrawnColumn } from '../core/statistics/columns.ts';
import type { Latency } from '../core/statistics/report.ts';
import { type Html, html } from '../runtime/html.ts';
import type { Drawing } from './drawing.ts';
import { swatch } from './histogram.ts';

/** The legend of the histogram, with the count of each result. */
export function renderResults<Name extends string>(
  counts: Readonly<Record<Name, number>>,
  columns: readonly DrawnColumn<Name>[],
  labels: Readonly<Record<Name, string>>,
  { format }: Drawing,
): Html {
  const total = columns.reduce((sum, { name }) => sum + counts[name], 0);
  const items = columns.map(
    (column) =>
      html`<li class="${counts[column.name] === 0 && 'none'}">${swatch(column)} <span>${labels[column.name]}</span> <b>${format.count(counts[column.name])}</b> <small>${format.share(counts[column.name], total)}</small></li>`,
  );
  return html`<ul class="results">${items}</ul>`;
}

export function renderLatency(caption: string, values: Latency, { words, format }: Drawing): Html {
  const { fastest, average, slowest } = words.histogram;
  const columns = [
    [fastest, values.fastestMs],
    [average, values.averageMs],
    [slowest, values.slowestMs],
    ['p50', values.p50Ms],
    ['p95', values.p95Ms],
    ['p99', values.p99Ms],
  ] as const;
  return html`<div class="latency"><p>${caption}</p><dl>${columns.map(([name, ms]) => html`<div><dt>${name}</dt><dd>${format.latency(ms)}</dd></div>`)}</dl></div>`;
}

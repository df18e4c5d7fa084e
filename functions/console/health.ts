// What sources and destinations have in common when they are drawn: results with their shares, answer times.
import type { DrawnColumn } from '../core/statistics/columns.ts';
import type { Latency } from '../core/statistics/report.ts';
import { count, latency, share } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import { swatch } from './histogram.ts';

/** Beside the histogram: how often each result came, with what it looks like. */
export function renderResults<Name extends string>(
  counts: Readonly<Record<Name, number>>,
  series: readonly DrawnColumn<Name>[],
): Html {
  const total = series.reduce((sum, { name }) => sum + counts[name], 0);
  const items = series.map(
    (one) =>
      html`<li class="${counts[one.name] === 0 && 'none'}">${swatch(one)} <span>${one.label}</span> <b>${count(counts[one.name])}</b> <small>${share(counts[one.name], total)}</small></li>`,
  );
  return html`<ul class="results">${items}</ul>`;
}

export function renderLatency(caption: string, figures: Latency): Html {
  const columns = [
    ['fastest', figures.fastestMs],
    ['average', figures.averageMs],
    ['slowest', figures.slowestMs],
    ['p50', figures.p50Ms],
    ['p95', figures.p95Ms],
    ['p99', figures.p99Ms],
  ] as const;
  return html`<div class="latency"><p>${caption}</p><dl>${columns.map(([name, ms]) => html`<div><dt>${name}</dt><dd>${latency(ms)}</dd></div>`)}</dl></div>`;
}

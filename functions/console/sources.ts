// The sources: a row for each source with webhooks, those in trouble first, and one line for all others.

import { POST_COLUMNS } from '../core/statistics/columns.ts';
import type { SourceHealth } from '../core/statistics/report.ts';
import { UNKNOWN_SOURCE } from '../core/statistics/stats-entry.ts';
import { findPlatform } from '../platforms/list.ts';
import { type Html, html } from '../runtime/html.ts';
import { type Drawing, fold, sourcePart } from './drawing.ts';
import { renderBars } from './histogram.ts';
import type { Overview } from './overview-parts.ts';
import { type RowNumber, renderRow } from './row.ts';
import { renderSourceCard } from './source-card.ts';
import { byTrouble, isQuiet, needsAttention, postsOf } from './source-order.ts';

/** More rows are hard to read. */
export const MAX_ROWS = 40;
const MAX_QUIET = 60;

export function renderSources(overview: Overview, drawing: Drawing): Html | null {
  const { stats } = overview;
  if (!stats) return null;
  const { words, format } = drawing;
  const sorted = stats.sources.toSorted(byTrouble);
  const busy = sorted.filter((source) => !isQuiet(source));
  const quiet = sorted.filter(isQuiet);
  const left = busy.length - MAX_ROWS;
  const { unreadable } = stats;
  const rows = busy.slice(0, MAX_ROWS).map((source) => row(source, overview, drawing));
  return html`${rows.length > 0 && html`<ul class="rows">${rows}</ul>`}
${left > 0 && html`<p class="more">${words.sources.more(format.count(left))} <code>npx acuse stats</code></p>`}
${quiet.length > 0 && renderQuiet(quiet, overview, drawing)}
${unreadable > 0 && html`<p class="more">${words.sources.unreadable(format.count(unreadable), unreadable === 1)}</p>`}`;
}

function row(source: SourceHealth, overview: Overview, drawing: Drawing): Html {
  const { id, series } = source;
  return renderRow(
    {
      part: sourcePart(id),
      id,
      tags: tags(source, drawing),
      numbers: numbersOf(source, drawing),
      bars: postsOf(source) > 0 ? renderBars(POST_COLUMNS, series) : undefined,
      trouble: needsAttention(source),
      body: renderSourceCard(source, overview, drawing),
    },
    drawing,
  );
}

/** What is zero is left out, so that what is not is seen. */
function numbersOf(source: SourceHealth, { words, format }: Drawing): RowNumber[] {
  const { conversations, outcomes, p99Ms } = source;
  const posts = postsOf(source);
  const some = (n: number, text: (n: string) => string) => (n > 0 ? [{ text: text(format.count(n)) }] : []);
  const bad = (n: number, text: (n: string) => string) =>
    some(n, text).map((number): RowNumber => ({ ...number, kind: 'bad' }));
  const result = (name: 'error' | 'rejected' | 'slow') => (n: string) => `${n} ${words.columns.posts[name]}`;
  return [
    { text: words.sources.webhooks(format.count(posts), posts === 1) },
    ...bad(conversations.withoutResult, words.sources.withoutResult),
    ...bad(source.error, result('error')),
    ...bad(outcomes.unconfirmed, words.sources.unconfirmed),
    ...some(source.rejected, result('rejected')),
    ...some(source.slow, result('slow')),
    ...(p99Ms === null ? [] : [{ text: `p99 ${format.latency(p99Ms)}`, kind: 'time' } as const]),
  ];
}

function tags({ id, platform, enabled }: SourceHealth, { words }: Drawing): Html {
  if (platform === null) {
    const label = id === UNKNOWN_SOURCE ? words.sources.doesNotExist : words.sources.removed;
    return html`<span>${label}</span>`;
  }
  return html`<span>${findPlatform(platform)?.label ?? platform}</span>${!enabled && html` <span class="off">${words.sources.off}</span>`}`;
}

function renderQuiet(quiet: readonly SourceHealth[], overview: Overview, drawing: Drawing): Html {
  const { words, format } = drawing;
  const left = quiet.length - MAX_QUIET;
  const shown = quiet.slice(0, MAX_QUIET);
  const names = shown.map(
    ({ id, enabled, platform }, at) =>
      html`${at > 0 && ', '}<span class="id">${id}</span>${platform !== null && !enabled && ` (${words.sources.off})`}`,
  );
  return html`<details class="quiet"${fold('quiet', drawing)}><summary>${words.sources.quiet(format.count(quiet.length), quiet.length === 1)} <span class="names">${names}</span></summary>
<ul class="rows">${shown.map((source) => row(source, overview, drawing))}</ul>${left > 0 && html`<p class="more">${words.sources.moreQuiet(format.count(left))}</p>`}</details>`;
}

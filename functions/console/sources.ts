// The sources: a card for each source with webhooks, a line for each source without.

import { OUTCOME_COLUMNS, POST_COLUMNS } from '../core/statistics/columns.ts';
import type { SourceHealth, StatsReport } from '../core/statistics/report.ts';
import { UNKNOWN_SOURCE } from '../core/statistics/stats-entry.ts';
import { findPlatform } from '../platforms/list.ts';
import { count, counted, latency, share } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import { switchButton } from './actions.ts';
import type { Drawing } from './drawing.ts';
import { renderLatency, renderResults } from './health.ts';
import { renderHistogram, renderMinutes } from './histogram.ts';

/** More cards are hard to read. The sources with the most webhooks are shown. */
export const MAX_CARDS = 40;
const MAX_QUIET = 60;

/** The number of webhooks of a source. */
export const postsOf = (source: SourceHealth): number =>
  POST_COLUMNS.reduce((sum, { name }) => sum + source[name], 0);

/** A slow POST has a 2xx answer too, so slow is not called failed. */
export const successLabel = (success: number, total: number): string =>
  success === total ? 'all successful' : `${share(total - success, total)} slow, failed or refused`;

export function renderSources({ sources, unreadable, minutes }: StatsReport, drawing: Drawing): Html {
  const posted = sources.filter((source) => postsOf(source) > 0);
  const quiet = sources.filter((source) => postsOf(source) === 0);
  const busiest = new Set(posted.toSorted((a, b) => postsOf(b) - postsOf(a)).slice(0, MAX_CARDS));
  const left = posted.length - busiest.size;
  const cards = posted.filter((source) => busiest.has(source)).map((source) => card(source, drawing));
  return html`${cards.length > 0 && html`<div class="cards">${cards}</div>`}
${left > 0 && html`<p class="more">and ${count(left)} more with fewer webhooks. To see all: <code>npm run acuse -- stats</code></p>`}
${quiet.length > 0 && quietSources(quiet, minutes, drawing)}
${unreadable > 0 && html`<p class="more">${counted(unreadable, 'line')} of the access log could not be read and ${unreadable === 1 ? 'is' : 'are'} missing here.</p>`}`;
}

function card(source: SourceHealth, drawing: Drawing): Html {
  const { id, series, continued, confirmed } = source;
  const total = postsOf(source);
  const histogram = { what: 'webhooks', series: POST_COLUMNS, minutes: series, zone: drawing.zone };
  const notes = OUTCOME_COLUMNS.filter(({ name }) => source.outcomes[name] > 0);
  return html`<article class="card"><h3 class="id">${id}</h3>${tags(source)}
<p class="total"><b>${count(total)}</b> ${total === 1 ? 'webhook' : 'webhooks'}, ${successLabel(source.success, total)}</p>
${renderHistogram(histogram)}
${renderResults(source, POST_COLUMNS)}
${renderLatency('Time to the answer of Acuse', source)}
<p class="outcomes"><span>Outcomes:</span> ${
    notes.length === 0
      ? 'none yet'
      : notes.map(
          ({ name, label }, at) =>
            html`${at > 0 && ', '}<span class="pair">${label} <b>${count(source.outcomes[name])}</b></span>`,
        )
  }</p>
${continued.count > 0 && html`<p class="outcomes"><span>Conversations continued:</span> <b>${count(continued.count)}</b>, 50 % within ${latency(continued.p50Ms)}, 99 % within ${latency(continued.p99Ms)}</p>`}
${confirmed.count > 0 && html`<p class="outcomes"><span>Answers confirmed:</span> <b>${count(confirmed.count)}</b>, 50 % within ${latency(confirmed.p50Ms)}, 99 % within ${latency(confirmed.p99Ms)}</p>`}
<div class="foot">${renderMinutes(histogram)}${isKnown(source) && switchButton(source, drawing.target)}</div></article>`;
}

/** Requests to unknown sources are counted together and have no switch. */
const isKnown = ({ platform }: SourceHealth): boolean => platform !== null;

function tags({ id, platform, waits, enabled }: SourceHealth): Html {
  if (platform === null) {
    const label = id === UNKNOWN_SOURCE ? 'requests to sources that do not exist' : 'a removed source';
    return html`<p class="tags"><span>${label}</span></p>`;
  }
  return html`<p class="tags"><span>${findPlatform(platform)?.label ?? platform}</span> ${waits && html`<span>conversations wait</span> `}${!enabled && html`<span class="off">switched off</span>`}</p>`;
}

function quietSources(quiet: readonly SourceHealth[], minutes: number, { target }: Drawing): Html {
  const left = quiet.length - MAX_QUIET;
  const rows = quiet
    .slice(0, MAX_QUIET)
    .map(
      (source) =>
        html`<li><h3 class="id">${source.id}</h3>${tags(source)}${isKnown(source) && switchButton(source, target)}</li>`,
    );
  return html`<div class="quiet"><p>No webhooks in the last ${count(minutes)} minutes for ${counted(quiet.length, 'source')}:</p><ul>${rows}</ul>${left > 0 && html`<p class="more">and ${count(left)} more.</p>`}</div>`;
}

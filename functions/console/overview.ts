// The overview as HTML: the same on the page and in a widget. Where somebody must act comes first and takes a line
// when nobody must; then the figures.

import { counted } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import { renderDestinations } from './destinations.ts';
import type { Drawing } from './drawing.ts';
import { renderErrorLog } from './error-log.ts';
import type { Overview } from './overview-parts.ts';
import { postsOf, renderSources } from './sources.ts';
import { renderSummary } from './summary.ts';
import { timestamp } from './timestamp.ts';
import { renderWaits } from './waits.ts';

export function renderOverview(overview: Overview, drawing: Drawing): Html {
  const { stats, waits, errorLog, breakers, atMs } = overview;
  return html`${renderSummary(overview)}
${isFresh(overview) && firstSteps}
<div class="sides">
${section('Open waits', waits && renderWaits(waits, atMs, drawing), 'Who waits')}
${section('Error log', errorLog && renderErrorLog(errorLog, atMs, drawing), 'The error log')}
</div>
${section('Sources', stats && renderSources(stats, drawing), 'The statistics')}
${section(
  'Destinations',
  stats || (breakers && breakers.length > 0) ? renderDestinations(overview, drawing.zone) : null,
  'What Treble and the processors answered',
)}`;
}

/** What is looked at, and in whose time. */
export function renderScope({ stats, atMs }: Overview, { zone }: Drawing): Html {
  const minutes = stats ? html`The last ${counted(stats.minutes, 'minute')}, up to ` : html`As of `;
  return html`<p class="scope">${minutes}<b>${timestamp(stats?.untilMs ?? atMs, zone)}</b>. Times are ${zone.label}.</p>`;
}

function section(title: string, content: Html | null, missing: string): Html {
  return html`<section class="part"><h2>${title}</h2>
${content ?? html`<p class="unread">${missing} could not be read just now. Everything else here is up to date; the console’s log says why.</p>`}</section>`;
}

/** Nobody has used it yet, as far as one can see. */
function isFresh({ stats, waits, errorLog }: Overview): boolean {
  const received = stats?.sources.some((source) => postsOf(source) > 0) ?? true;
  return !received && waits?.count === 0 && errorLog?.newest.length === 0;
}

const firstSteps = html`<div class="first"><h2>Nothing received yet</h2>
<ol><li>See the URL of each source and where to paste it: <code>npm run acuse -- urls</code></li>
<li>Paste it into Treble, Botmaker or Trino AI.</li>
<li>Try it without them: <code>npm run acuse -- test treble</code> posts a sample and follows it to its end.</li></ol>
<p>On your own machine add <code>--local</code> to each. Figures appear here a few seconds after a webhook.</p></div>`;

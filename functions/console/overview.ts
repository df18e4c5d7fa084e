// The overview as HTML, the same on the page and in a widget. The parts that can need an action come first.

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
${isNew(overview) && firstSteps}
<div class="sides">
${section('Open waits', waits && renderWaits(waits, atMs, drawing), 'The open waits')}
${section('Error log', errorLog && renderErrorLog(errorLog, atMs, drawing), 'The error log')}
</div>
${section('Sources', stats && renderSources(stats, drawing), 'The statistics')}
${section(
  'Destinations',
  stats || (breakers && breakers.length > 0) ? renderDestinations(overview, drawing) : null,
  'The calls to the platforms and the processors',
)}`;
}

/** The period and the time zone of the overview. */
export function renderScope({ stats, atMs }: Overview, { zone }: Drawing): Html {
  const minutes = stats ? html`The last ${counted(stats.minutes, 'minute')}, up to ` : html`As of `;
  return html`<p class="scope">${minutes}<b>${timestamp(stats?.untilMs ?? atMs, zone)}</b>. Times are ${zone.label}.</p>`;
}

function section(title: string, content: Html | null, missing: string): Html {
  return html`<section class="part"><h2>${title}</h2>
${content ?? html`<p class="unread">${missing} could not be read. The other parts are up to date. The log of the console has the cause.</p>`}</section>`;
}

/** True for a deployment without any webhook. */
function isNew({ stats, waits, errorLog }: Overview): boolean {
  const received = stats?.sources.some((source) => postsOf(source) > 0) ?? true;
  return !received && waits?.count === 0 && errorLog?.newest.length === 0;
}

const firstSteps = html`<div class="first"><h2>Nothing received yet</h2>
<ol><li>See the URL of each source and where to paste it: <code>npm run acuse -- urls</code></li>
<li>Paste it into Treble, Botmaker or Trino AI.</li>
<li>Test a source without them: <code>npm run acuse -- test treble</code> posts a sample and follows it to its outcome.</li></ol>
<p>On your own machine add <code>--local</code> to each. Statistics appear here some seconds after a webhook.</p></div>`;

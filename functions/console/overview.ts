// The overview as HTML, the same on the page and in a widget. What customers got comes first, then what can need an
// action.

import { type Html, html } from '../runtime/html.ts';
import { renderDestinations } from './destinations.ts';
import { anchor, type Drawing, withCode } from './drawing.ts';
import { renderErrorLog } from './error-log.ts';
import { renderOutcomes } from './outcomes.ts';
import type { Overview } from './overview-parts.ts';
import { renderPaused } from './paused.ts';
import { postsOf } from './source-order.ts';
import { renderSources } from './sources.ts';
import { renderSummary } from './summary.ts';
import { timestamp } from './timestamp.ts';
import { renderWaits } from './waits.ts';
import type { Words } from './words/words.ts';

export function renderOverview(overview: Overview, drawing: Drawing): Html {
  const { stats, waits, errorLog, breakers } = overview;
  const { words } = drawing;
  const outcomes = stats ? renderOutcomes(stats, drawing) : undefined;
  const part = (name: keyof Words['parts'], content: Html | null, missing = '') =>
    html`<section class="part"${anchor(name, drawing)}><h2>${words.parts[name]}</h2>
${content ?? html`<p class="unread">${words.page.unread(missing)}</p>`}</section>`;
  return html`${renderSummary(overview, drawing)}
${isNew(overview) && renderFirstSteps(words.first)}
${breakers !== null && breakers.length > 0 && part('paused', renderPaused(breakers, drawing))}
${outcomes && part('outcomes', outcomes)}
<div class="sides">
${part('waits', waits && renderWaits(waits, drawing), words.unread.waits)}
${part('errors', errorLog && renderErrorLog(errorLog, drawing), words.unread.errors)}
</div>
${part('sources', renderSources(overview, drawing), words.unread.sources)}
${part('destinations', stats ? renderDestinations(overview, drawing) : null, words.unread.destinations)}`;
}

/** The period and the time zone of the overview. */
export function renderScope({ stats, atMs }: Overview, { view, words }: Drawing): Html {
  const { windows, page } = words;
  const untilMs = stats?.untilMs ?? atMs;
  const period = stats ? windows.last(windows[view.window]) : page.asOf;
  const [before, after] = stats ? page.scope('|').split('|') : ['', ''];
  return html`<p class="scope">${period} ${before}<b>${timestamp(untilMs, view.zone)}</b>${after}. ${page.timesAre(view.zone.label)}</p>`;
}

/** True for a deployment without any webhook. */
function isNew({ stats, waits, errorLog }: Overview): boolean {
  const received = stats?.sources.some((source) => postsOf(source) > 0) ?? true;
  return !received && waits?.count === 0 && errorLog?.open === 0;
}

const renderFirstSteps = ({ title, steps, note }: Words['first']): Html =>
  html`<div class="first"><h2>${title}</h2>
<ol>${steps.map((step) => html`<li>${withCode(step)}</li>`)}</ol>
<p>${withCode(note)}</p></div>`;

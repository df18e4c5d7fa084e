// All that is known of one source: its histogram, times and outcomes, and how it is set up.
import { OUTCOME_COLUMNS, POST_COLUMNS } from '../core/statistics/columns.ts';
import type { SourceHealth } from '../core/statistics/report.ts';
import { type Html, html } from '../runtime/html.ts';
import { renderActions, switchButton } from './actions.ts';
import type { Drawing } from './drawing.ts';
import { renderLatency, renderResults } from './health.ts';
import { renderHistogram, renderValues } from './histogram.ts';
import type { Overview } from './overview-parts.ts';
import { postsOf } from './source-order.ts';
import { renderSettings } from './source-settings.ts';

export function renderSourceCard(source: SourceHealth, overview: Overview, drawing: Drawing): Html {
  const { words } = drawing;
  const histogram = {
    what: words.histogram.webhooks,
    columns: POST_COLUMNS,
    labels: words.columns.posts,
    series: source.series,
    stepMinutes: overview.stats?.stepMinutes ?? 1,
  };
  const settings = overview.sources?.find(({ id }) => id === source.id);
  const posted = postsOf(source) > 0;
  return html`${
    posted &&
    html`<div class="half">${renderHistogram(histogram, drawing)}
${renderResults(source, POST_COLUMNS, words.columns.posts, drawing)}
${renderLatency(words.sources.time, source, drawing)}
${renderValues(`values-${source.id}`, histogram, drawing)}</div>`
  }
<div class="half">${posted && renderEnds(source, drawing)}
${settings && renderSettings(settings, overview.defaults, drawing)}
${source.platform !== null && renderActions(switchButton(source, drawing))}</div>`;
}

function renderEnds({ outcomes, conversations, continued, confirmed }: SourceHealth, drawing: Drawing): Html {
  const { words, format } = drawing;
  const counted = OUTCOME_COLUMNS.filter(({ name }) => outcomes[name] > 0);
  const within = ({ count, p50Ms, p99Ms }: SourceHealth['continued']) =>
    words.sources.within(format.count(count), format.latency(p50Ms), format.latency(p99Ms));
  const { withResult, withoutResult } = conversations;
  const line = (label: string, content: Html | string) =>
    html`<p class="outcomes"><span>${label}</span> ${content}</p>`;
  return html`${line(
    words.sources.outcomes,
    counted.length === 0
      ? words.sources.noOutcomes
      : html`${counted.map(({ name }, at) => html`${at > 0 && ', '}<span class="pair">${words.columns.outcomes[name]} <b>${format.count(outcomes[name])}</b></span>`)}`,
  )}
${withResult + withoutResult > 0 && line(words.sources.result, words.sources.withAndWithout(format.count(withResult), format.count(withoutResult)))}
${continued.count > 0 && line(words.sources.continued, within(continued))}
${confirmed.count > 0 && line(words.sources.confirmed, within(confirmed))}`;
}

// Why conversations went on without a result: a line for each reason with its sources, which opens to the advice.
import type { StatsReport } from '../core/statistics/report.ts';
import { type Html, html } from '../runtime/html.ts';
import { renderTodo, summaryOf } from './advice.ts';
import { type Drawing, fold, sourcePart, toPart } from './drawing.ts';

const INITIALLY_SHOWN = 4;

/** Of one reason. */
const MAX_SOURCES = 6;

export interface ReasonGroup {
  readonly reason: string;
  readonly count: number;
  /** The most frequent first. */
  readonly sources: readonly { readonly source: string; readonly count: number }[];
}

/** The most frequent reason first. */
export function groupReasons(reasons: StatsReport['conversations']['reasons']): ReasonGroup[] {
  return [...Map.groupBy(reasons, ({ reason }) => reason)]
    .map(([reason, sources]) => ({
      reason,
      count: sources.reduce((sum, { count }) => sum + count, 0),
      sources: sources.toSorted((a, b) => b.count - a.count),
    }))
    .sort((a, b) => b.count - a.count);
}

/** Undefined when every customer got a result. */
export function renderOutcomes({ conversations }: StatsReport, drawing: Drawing): Html | undefined {
  const { words, format } = drawing;
  const groups = groupReasons(conversations.reasons);
  if (groups.length === 0) return undefined;
  const rows = groups.map((group, at) => renderReason(group, at === 0, drawing));
  const rest = rows.slice(INITIALLY_SHOWN);
  return html`<p class="meta">${words.outcomes.note}</p>
<ul class="reasons">${rows.slice(0, INITIALLY_SHOWN)}</ul>
${rest.length > 0 && html`<details class="rest"${fold('more-outcomes', drawing)}><summary>${words.outcomes.others(format.count(rest.length), rest.length === 1)}</summary><ul class="reasons">${rest}</ul></details>`}`;
}

function renderReason({ reason, count, sources }: ReasonGroup, first: boolean, drawing: Drawing): Html {
  const { format } = drawing;
  const shown = sources.slice(0, MAX_SOURCES);
  const [only] = sources.length === 1 ? sources : [];
  const where = (one: (typeof shown)[number]) =>
    html`<span class="pair"><span class="id">${toPart(sourcePart(one.source), one.source, drawing)}</span> <b>${format.count(one.count)}</b></span> `;
  return html`<li><details${fold(`outcome-${reason}`, drawing)}${first && html` open`}><summary><b class="times">${format.count(count)} ×</b> ${summaryOf(reason, drawing)} <code class="reason">${reason}</code></summary>
<p class="meta">${shown.map(where)}${sources.length > shown.length && '…'}</p>
${renderTodo(reason, only?.source, drawing)}</details></li>`;
}

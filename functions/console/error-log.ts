// The error log: parked deliveries in groups of one cause, each with its reason and the action.

import { type ErrorLogEntry, isOpen } from '../core/error-log/entry.ts';
import { type Html, html } from '../runtime/html.ts';
import { dismissButton, groupButtons, renderActions, replayButton } from './actions.ts';
import { renderTodo, summaryOf } from './advice.ts';
import { choice } from './choice.ts';
import { type Drawing, fold, sourcePart, toPart } from './drawing.ts';
import { renderEntries } from './entries.ts';
import { renderFilter } from './error-filter.ts';
import { type EntryGroup, groupEntries } from './error-groups.ts';
import type { ReadErrorLog } from './overview-parts.ts';
import { timestamp } from './timestamp.ts';
import { isFiltered } from './view.ts';

const MAX_GROUPS = 20;

/** Entries of a group that are shown one by one. */
const MAX_ENTRIES = 10;

export function renderErrorLog(log: ReadErrorLog, drawing: Drawing): Html {
  const { words, format, view } = drawing;
  const { entries, open, more, searchedOnly } = log;
  const filtered = isFiltered(view);
  if (!filtered && entries.length === 0) return html`<p class="nothing">${words.errors.none}</p>`;
  const groups = groupEntries(entries);
  const shown = groups.slice(0, MAX_GROUPS);
  const listed = shown.reduce((sum, group) => sum + group.entries.length, 0);
  const rest = filtered ? { left: entries.length - listed, more: false } : { left: open - listed, more };
  return html`${renderFilter(entries, drawing)}
${searchedOnly !== undefined && html`<p class="more">${words.errors.partly(format.count(searchedOnly))}</p>`}
${entries.length === 0 && html`<p class="nothing">${words.errors.noneFound}</p>`}
${renderEntries(
  shown.map((group) => renderGroup(group, drawing)),
  { name: 'errors', ...rest, which: words.errors.older, command: 'failures' },
  drawing,
)}`;
}

function renderGroup(group: EntryGroup, drawing: Drawing): Html {
  const { entries, reason, source, open } = group;
  const { words, view } = drawing;
  const [only] = entries;
  const single = entries.length === 1 && only;
  const where = source ?? words.page.unknown;
  const narrower = view.source !== source || view.reason !== reason;
  return html`<li class="entry"><h3>${!single && html`<b class="times">${drawing.format.count(entries.length)} ×</b> `}${summaryOf(reason, drawing)} <code class="reason">${reason}</code></h3>
<p class="meta"><span>${words.errors.at(where)}</span> ${times(group, drawing)}${source !== undefined && entries.length > 1 && narrower && choice(words.errors.onlyThese, { source, reason }, drawing, 'errors')}</p>
${renderTodo(reason, source, drawing)}
${
  single
    ? renderFacts(single, drawing)
    : html`${renderActions(open ? groupButtons(group, drawing) : undefined)}${renderList(group, drawing)}`
}</li>`;
}

function times({ entries }: EntryGroup, { words, view, atMs, format }: Drawing): Html[] {
  const ends = [
    { label: entries.length > 1 ? words.errors.newest : words.errors.when, entry: entries.at(0) },
    { label: words.errors.oldest, entry: entries.length > 1 ? entries.at(-1) : undefined },
  ];
  return ends.flatMap(({ label, entry }) =>
    entry
      ? html`<span>${label} ${timestamp(entry.parkedAtMs, view.zone)} <span class="relative">${words.page.ago(format.duration(atMs - entry.parkedAtMs))}</span></span> `
      : [],
  );
}

function renderList({ entries, reason, source }: EntryGroup, drawing: Drawing): Html {
  const { words, format } = drawing;
  const shown = entries.slice(0, MAX_ENTRIES);
  const left = entries.length - shown.length;
  const command = ['failures', '--reason', reason, ...(source === undefined ? [] : ['--source', source])];
  return html`<details${fold(`errors-${reason}-${source ?? ''}`, drawing)}><summary>${words.errors.showEntries(format.count(shown.length), shown.length === 1)}</summary>
<ol class="single">${shown.map((entry) => html`<li><p class="meta">${timestamp(entry.parkedAtMs, drawing.view.zone)}</p>${renderFacts(entry, drawing)}</li>`)}</ol>
${left > 0 && html`<p class="more">${words.entries.remaining(format.count(left), false, words.errors.older)} <code>npx acuse ${command.join(' ')}</code></p>`}</details>`;
}

function renderFacts(entry: ErrorLogEntry, drawing: Drawing): Html {
  const { attempts, conversation, type, deliveryId, source, replayedAtMs, dismissedAtMs } = entry;
  const { words, view, format } = drawing;
  const { zone } = view;
  const unknown = words.page.unknown;
  return html`<dl>
<div><dt>${words.errors.event}</dt><dd class="id">${type ?? unknown}</dd></div>
<div><dt>${words.waits.source}</dt><dd class="id">${source === undefined ? unknown : toPart(sourcePart(source), source, drawing)}</dd></div>
<div><dt>${words.errors.attempts}</dt><dd>${format.count(attempts)}</dd></div>
<div><dt>${words.waits.conversation}</dt><dd class="id">${conversation ?? unknown}</dd></div>
<div><dt>${words.errors.delivery}</dt><dd class="id">${deliveryId}</dd></div>
${replayedAtMs !== undefined && html`<div><dd>${words.errors.replayedAt(zone.dateTime(replayedAtMs))}</dd></div>`}
${dismissedAtMs !== undefined && html`<div><dd>${words.errors.dismissedAt(zone.dateTime(dismissedAtMs))}</dd></div>`}
</dl>${isOpen(entry) && renderActions(replayButton(entry, drawing), dismissButton(entry, drawing))}`;
}

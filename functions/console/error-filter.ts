// The filter of the error log. On the page it is a form of the view; on a dashboard a search, because a custom widget
// has no choice of other values than what is typed.
import type { ErrorLogEntry } from '../core/error-log/entry.ts';
import { type Html, html } from '../runtime/html.ts';
import { choice, redraw } from './choice.ts';
import type { Drawing } from './drawing.ts';
import { fieldsOf, isFiltered } from './view.ts';

const NO_FILTER = { source: undefined, reason: undefined, search: undefined };

export function renderFilter(entries: readonly ErrorLogEntry[], drawing: Drawing): Html | undefined {
  const { surface, view, words, consoleArn } = drawing;
  const clear = isFiltered(view) && choice(words.errors.clear, NO_FILTER, drawing, 'errors');
  const search = html`<label>${words.errors.search} <input name="search" value="${view.search ?? ''}" size="20" autocomplete="off" spellcheck="false"></label>`;
  if (surface === 'page') {
    const { source, reason, search: _, ...others } = fieldsOf(view);
    const hidden = Object.entries(others).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
    );
    return html`<form class="filter" method="get" action="#errors">${hidden}
${select('source', words.errors.source, optionsOf(entries, 'source', view.source), drawing)}
${select('reason', words.errors.reason, optionsOf(entries, 'reason', view.reason), drawing)}
${search}
<button>${words.errors.filter}</button>${clear}</form>`;
  }
  if (consoleArn === undefined) return undefined;
  const button = html`<button type="button" class="btn">${words.errors.filter}</button>`;
  return html`<form class="filter">${search} ${redraw(button, { ...view, search: undefined }, drawing, { typed: true })}${clear}</form>`;
}

function optionsOf(
  entries: readonly ErrorLogEntry[],
  field: 'source' | 'reason',
  chosen: string | undefined,
): string[] {
  const values = entries.flatMap((entry) => entry[field] ?? []);
  return [...new Set([...values, ...(chosen === undefined ? [] : [chosen])])].sort();
}

function select(name: string, label: string, options: readonly string[], { view, words }: Drawing): Html {
  const chosen = fieldsOf(view)[name];
  return html`<label>${label} <select name="${name}"><option value="">${words.errors.all}</option>
${options.map((value) => html`<option value="${value}"${value === chosen && html` selected`}>${value}</option>`)}</select></label>`;
}

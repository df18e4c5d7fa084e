// A list that shows its first entries and hides the others until a click, so that other parts stay visible. Entries
// that are not in the list are only counted.

import { type Html, html } from '../runtime/html.ts';
import { type Drawing, fold } from './drawing.ts';

const INITIALLY_SHOWN = 4;

export interface Remaining {
  /** Of the list. */
  readonly name: string;
  /** The number of entries that are not in the list; a minimum if `more` is set. */
  readonly left: number;
  readonly more: boolean;
  /** `all older` */
  readonly which: string;
  /** The command that lists all. */
  readonly command: string;
}

export function renderEntries(entries: readonly Html[], remaining: Remaining, drawing: Drawing): Html {
  const { words, format } = drawing;
  const rest = entries.slice(INITIALLY_SHOWN);
  return html`${entries.length > 0 && html`<ol class="entries">${entries.slice(0, INITIALLY_SHOWN)}</ol>`}
${rest.length > 0 && html`<details class="rest"${fold(`more-${remaining.name}`, drawing)}><summary>${words.entries.showMore(format.count(rest.length))}</summary><ol class="entries" start="${INITIALLY_SHOWN + 1}">${rest}</ol></details>`}
${renderRemaining(remaining, drawing)}`;
}

function renderRemaining(
  { left, more, which, command }: Remaining,
  { words, format }: Drawing,
): Html | undefined {
  if (left <= 0 && !more) return undefined;
  const text =
    left <= 0
      ? words.entries.remainingUnknown(which)
      : words.entries.remaining(format.count(left), more, which);
  return html`<p class="more">${text} <code>npx acuse ${command}</code></p>`;
}

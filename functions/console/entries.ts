// A list that shows its first entries and hides the others until a click, so that other parts stay visible. Entries
// that are not in the list are only counted.

import { count } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';

const INITIALLY_SHOWN = 4;

export interface Remaining {
  /** The number of entries that are not in the list; a minimum if `more` is set. */
  readonly left: number;
  readonly more: boolean;
  /** `all older` */
  readonly which: string;
  /** The command that lists all. */
  readonly command: string;
}

export function renderEntries(entries: readonly Html[], remaining: Remaining): Html {
  const rest = entries.slice(INITIALLY_SHOWN);
  return html`<ol class="entries">${entries.slice(0, INITIALLY_SHOWN)}</ol>
${rest.length > 0 && html`<details class="rest"><summary>Show ${count(rest.length)} more</summary><ol class="entries" start="${INITIALLY_SHOWN + 1}">${rest}</ol></details>`}
${renderRemaining(remaining)}`;
}

function renderRemaining({ left, more, which, command }: Remaining): Html | undefined {
  if (left <= 0 && !more) return undefined;
  const amount = left <= 0 ? 'more' : `${more ? 'at least ' : ''}${count(left)} more`;
  return html`<p class="more">and ${amount}, ${which}. To see them: <code>npm run acuse -- ${command}</code></p>`;
}

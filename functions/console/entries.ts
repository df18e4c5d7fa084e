// A list of which the first few entries are seen at once and the others on demand, so that a long one does not push
// everything else off the screen; and of those that were not read, the number.

import { count } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';

const SEEN_AT_ONCE = 4;

export interface Unseen {
  /** How many there are beyond the entries; a lower bound where `more` is set. */
  readonly left: number;
  readonly more: boolean;
  /** `all older` */
  readonly which: string;
  /** What lists them all. */
  readonly command: string;
}

export function renderEntries(entries: readonly Html[], unseen: Unseen): Html {
  const rest = entries.slice(SEEN_AT_ONCE);
  return html`<ol class="entries">${entries.slice(0, SEEN_AT_ONCE)}</ol>
${rest.length > 0 && html`<details class="rest"><summary>Show ${count(rest.length)} more</summary><ol class="entries" start="${SEEN_AT_ONCE + 1}">${rest}</ol></details>`}
${renderUnseen(unseen)}`;
}

function renderUnseen({ left, more, which, command }: Unseen): Html | undefined {
  if (left <= 0 && !more) return undefined;
  const many = left <= 0 ? 'more' : `${more ? 'at least ' : ''}${count(left)} more`;
  return html`<p class="more">and ${many}, ${which}. See them: <code>npm run acuse -- ${command}</code></p>`;
}

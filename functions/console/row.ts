// A row for a source or a destination: its numbers and a small histogram in one line, which opens to all that is known.
import { type Html, html } from '../runtime/html.ts';
import { anchor, type Drawing, fold } from './drawing.ts';

export interface Row {
  /** The place that links lead to. */
  readonly part: string;
  readonly id: string;
  readonly tags: Html | undefined;
  readonly numbers: readonly RowNumber[];
  readonly bars: Html | undefined;
  readonly trouble: boolean;
  readonly body: Html;
}

export interface RowNumber {
  readonly text: string;
  /** `bad`: somebody should look at it. `time`: stands apart. */
  readonly kind?: 'bad' | 'time';
}

/** A link to a part inside of a closed row opens the row. */
export function renderRow({ part, id, tags, numbers, bars, trouble, body }: Row, drawing: Drawing): Html {
  const shown = numbers.map(({ text, kind }) => html`<span class="${kind}">${text}</span> `);
  return html`<li><details class="row${trouble && ' trouble'}"${fold(part, drawing)}><summary><h3 class="id">${id}</h3> <span class="tags">${tags}</span> <span class="numbers">${shown}</span>${bars}</summary>
<div class="body"${anchor(part, drawing)}>${body}</div></details></li>`;
}

// The advice on a reason, in the language of the view.
import { adviceOnReason } from '../platforms/advice.ts';
import { type Html, html } from '../runtime/html.ts';
import { type Drawing, withCode } from './drawing.ts';

/** What a shell and a template take as it is. */
const PLAIN_ID = /^[a-z0-9-]+$/;

export const summaryOf = (reason: string, { view }: Drawing): string =>
  adviceOnReason(reason, view.language).summary;

/** `source`: the one that it is about, so that commands can be copied. */
export function renderTodo(reason: string, source: string | undefined, { view, words }: Drawing): Html {
  const { action } = adviceOnReason(reason, view.language);
  const named =
    source !== undefined && PLAIN_ID.test(source) ? action.replaceAll('<source>', source) : action;
  return html`<p class="todo"><b>${words.outcomes.todo}</b> ${withCode(named)}</p>`;
}

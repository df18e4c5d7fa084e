// The result of a command as a notice: a dashboard shows what the called function returns.

import { type Html, html, printHtml } from '../../runtime/html.ts';
import type { CommandResult } from './command.ts';

/** Of the same shape on the page and in a widget's pop-up. */
export function resultNotice({ ok, message }: CommandResult): Html {
  return html`<p class="notice ${ok ? 'done' : 'failed'}"><strong>${ok ? 'Done.' : 'Not done.'}</strong> ${message}</p>`;
}

/** For a dashboard's pop-up, which has none of the console's own style. */
export const renderCommandResult = (result: CommandResult): string => printHtml(resultNotice(result));

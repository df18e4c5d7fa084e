// The error log: parked deliveries, newest first, each with its reason and the action.

import type { ErrorLogEntry } from '../core/error-log/entry.ts';
import type { OpenEntries } from '../core/error-log/error-log.ts';
import { adviceOnReason } from '../platforms/advice.ts';
import { count, duration } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import { dismissButton, replayButton } from './actions.ts';
import type { Drawing } from './drawing.ts';
import { renderEntries } from './entries.ts';
import { timestamp } from './timestamp.ts';

export function renderErrorLog(log: OpenEntries, atMs: number, drawing: Drawing): Html {
  const { newest, open, more } = log;
  if (newest.length === 0) return html`<p class="nothing">The error log has no open entries.</p>`;
  return renderEntries(
    newest.map((logEntry) => entry(logEntry, atMs, drawing)),
    { left: open - newest.length, more, which: 'all older', command: 'failures' },
  );
}

function entry(parked: ErrorLogEntry, atMs: number, drawing: Drawing): Html {
  const { reason, parkedAtMs, attempts, source, conversation, type, deliveryId } = parked;
  const { summary, action } = adviceOnReason(reason);
  const { zone, target } = drawing;
  return html`<li class="entry"><h3>${summary} <code class="reason">${reason}</code></h3>
<p class="todo"><b>What to do:</b> ${withCommands(action)}</p>
<dl>
<div><dt>when</dt><dd>${timestamp(parkedAtMs, zone)} <span class="relative">${duration(atMs - parkedAtMs)} ago</span></dd></div>
<div><dt>event</dt><dd class="id">${type ?? 'unknown'}</dd></div>
<div><dt>source</dt><dd class="id">${source ?? 'unknown'}</dd></div>
<div><dt>attempts</dt><dd>${count(attempts)}</dd></div>
<div><dt>conversation</dt><dd class="id">${conversation ?? 'unknown'}</dd></div>
<div><dt>delivery</dt><dd class="id">${deliveryId}</dd></div>
</dl>${replayButton(parked, target)}${dismissButton(parked, target)}</li>`;
}

/** Text in backticks is a command or a name. */
const withCommands = (text: string): Html[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

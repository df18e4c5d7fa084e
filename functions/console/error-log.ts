// The error log: deliveries that could not be brought to their end, newest first, each with what to do about it.

import { adviceOn } from '../core/error-log/advice.ts';
import type { ErrorLog, ParkedDelivery } from '../core/error-log/entry.ts';
import { count, counted, duration } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import { dismissButton, replayButton } from './actions.ts';
import type { Drawing } from './drawing.ts';
import { renderEntries } from './entries.ts';
import { timestamp } from './timestamp.ts';

export function renderErrorLog(log: ErrorLog, atMs: number, drawing: Drawing): Html {
  const { newest, open, more } = log;
  if (newest.length === 0) return html`<p class="nothing">Nothing is open in the error log.</p>`;
  const shown = newest.filter(({ replays }) => replays === 0).length;
  return renderEntries(
    newest.map((one) => entry(one, atMs, drawing)),
    { left: open - shown, more, which: 'all older', command: 'failures' },
  );
}

function entry(parked: ParkedDelivery, atMs: number, drawing: Drawing): Html {
  const { reason, parkedAtMs, attempts, source, conversation, type, deliveryId } = parked;
  const { words, todo } = adviceOn(reason);
  const { zone, target } = drawing;
  return html`<li class="entry"><h3>${words} <code class="reason">${reason}</code></h3>
<p class="todo"><b>What to do:</b> ${withCommands(todo)}</p>
<dl>
<div><dt>when</dt><dd>${timestamp(parkedAtMs, zone)} <span class="relative">${duration(atMs - parkedAtMs)} ago</span></dd></div>
<div><dt>event</dt><dd class="id">${type ?? 'unknown'}</dd></div>
<div><dt>source</dt><dd class="id">${source ?? 'unknown'}</dd></div>
<div><dt>attempts</dt><dd>${count(attempts)}</dd></div>
<div><dt>conversation</dt><dd class="id">${conversation ?? 'unknown'}</dd></div>
<div><dt>delivery</dt><dd class="id">${deliveryId}</dd></div>
</dl>${replayed(parked, drawing)}${replayButton(parked, target)}${dismissButton(parked, target)}</li>`;
}

function replayed(
  { replays, replayedAtMs, replayedBy }: ParkedDelivery,
  { zone }: Drawing,
): Html | undefined {
  if (replays === 0) return undefined;
  const last = replayedAtMs === undefined ? undefined : html`, last ${timestamp(replayedAtMs, zone)}`;
  return html`<p class="replayed">Replayed ${counted(replays, 'time')}${last}${replayedBy !== undefined && html` by <span class="id">${replayedBy}</span>`}.</p>`;
}

/** What stands in backticks is to be typed. */
const withCommands = (text: string): Html[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

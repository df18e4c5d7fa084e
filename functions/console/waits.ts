// The open waits: conversations that wait to be continued, oldest first.

import { lateLabel, lateSummary } from '../core/wait/late-labels.ts';
import type { OpenWait, OpenWaits } from '../core/wait/open-waits.ts';
import { countLate, isDecided, isLate } from '../core/wait/open-waits.ts';
import { count, duration } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import { resumeButton } from './actions.ts';
import type { Drawing } from './drawing.ts';
import { renderEntries } from './entries.ts';
import { timestamp } from './timestamp.ts';

const STATES: Readonly<Record<OpenWait['state'], string>> = {
  waiting: 'Waiting for a worker',
  processing: 'The processor is working',
  delegated: 'The processor will call back',
  decided: 'Decided, not yet sent to the platform',
  sending: 'Being sent to the platform',
};

export function renderWaits(waits: OpenWaits, atMs: number, drawing: Drawing): Html {
  const { oldest } = waits;
  if (oldest.length === 0) return html`<p class="nothing">No conversation is waiting.</p>`;
  const left = waits.count - oldest.length;
  const entries = oldest.map((wait) => entry(wait, atMs, drawing));
  const rest = { left, more: waits.more, which: 'all newer', command: 'sessions' };
  return html`${countLate(waits) > 0 && html`<p class="lateness late">${lateSummary(waits)}</p>`}
${renderEntries(entries, rest)}`;
}

function entry(wait: OpenWait, atMs: number, { zone, target }: Drawing): Html {
  const { conversation, source, state, cycle, receivedAtMs, deadlineAtMs, dueAtMs } = wait;
  const late = isLate(wait, atMs);
  const decided = isDecided(wait);
  return html`<li class="entry"><h3><span class="state${late && ' late'}">${STATES[state]}</span> <span class="since">for ${duration(atMs - receivedAtMs)}</span></h3>
<dl>
<div><dt>since</dt><dd>${timestamp(receivedAtMs, zone)}</dd></div>
<div><dt>deadline</dt><dd>${timestamp(deadlineAtMs, zone)} <span class="relative${late && ' late'}">${late && 'passed '}${relative(deadlineAtMs, atMs)}</span></dd></div>
${late && html`<div><dt>state</dt><dd class="late">${lateLabel(wait)}</dd></div>`}
${decided && html`<div><dt>next call</dt><dd>${timestamp(dueAtMs, zone)} <span class="relative">${relative(dueAtMs, atMs)}</span></dd></div>`}
<div><dt>source</dt><dd class="id">${source}</dd></div>
<div><dt>conversation</dt><dd class="id">${conversation}</dd></div>
<div><dt>cycle</dt><dd>${count(cycle)}</dd></div>
</dl>${!decided && resumeButton(wait, target)}</li>`;
}

const relative = (thenMs: number, atMs: number): string =>
  thenMs >= atMs ? `in ${duration(thenMs - atMs)}` : `${duration(atMs - thenMs)} ago`;

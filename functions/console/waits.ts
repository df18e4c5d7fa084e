// The open waits: conversations that wait to be continued, oldest first.

import type { LateWaits, OpenWait, OpenWaits } from '../core/wait/open-waits.ts';
import { countLate, isDecided, isLate } from '../core/wait/open-waits.ts';
import { type Html, html } from '../runtime/html.ts';
import { renderActions, resumeButton } from './actions.ts';
import { type Drawing, sourcePart, toPart } from './drawing.ts';
import { renderEntries } from './entries.ts';
import { timestamp } from './timestamp.ts';

export function renderWaits(waits: OpenWaits, drawing: Drawing): Html {
  const { words } = drawing;
  const { oldest } = waits;
  if (oldest.length === 0) return html`<p class="nothing">${words.waits.none}</p>`;
  const entries = oldest.map((wait) => entry(wait, drawing));
  const rest = {
    name: 'waits',
    left: waits.count - oldest.length,
    more: waits.more,
    which: words.waits.newer,
    command: 'sessions',
  };
  return html`${countLate(waits) > 0 && html`<p class="lateness late">${lateSummary(waits, drawing)}</p>`}
${renderEntries(entries, rest, drawing)}`;
}

/** `3 past the deadline`; a lower bound where not all waits were read. */
export const lateCount = (waits: OpenWaits, { words, format }: Drawing): string =>
  words.tiles.late(format.count(countLate(waits)), waits.more);

/** `3 past the deadline (1: nobody has decided; 2: decided, the platform has not taken it yet).` */
function lateSummary(waits: OpenWaits, drawing: Drawing): string {
  const { words, format } = drawing;
  const parts = (['undecided', 'decided'] as const satisfies readonly (keyof LateWaits)[])
    .filter((kind) => waits.late[kind] > 0)
    .map((kind) => `${format.count(waits.late[kind])}: ${words.waits.late[kind]}`);
  const total = lateCount(waits, drawing);
  return `${total.slice(0, 1).toUpperCase()}${total.slice(1)} (${parts.join('; ')}).`;
}

function entry(wait: OpenWait, drawing: Drawing): Html {
  const { conversation, source, state, cycle, receivedAtMs, deadlineAtMs, dueAtMs } = wait;
  const { words, format, atMs, view } = drawing;
  const { waits: labels } = words;
  const late = isLate(wait, atMs);
  const decided = isDecided(wait);
  const relative = (thenMs: number) =>
    thenMs >= atMs
      ? words.page.in(format.duration(thenMs - atMs))
      : words.page.ago(format.duration(atMs - thenMs));
  return html`<li class="entry"><h3><span class="state${late && ' late'}">${labels.states[state]}</span> <span class="since">${labels.for(format.duration(atMs - receivedAtMs))}</span></h3>
<dl>
<div><dt>${labels.since}</dt><dd>${timestamp(receivedAtMs, view.zone)}</dd></div>
<div><dt>${labels.deadline}</dt><dd>${timestamp(deadlineAtMs, view.zone)} <span class="relative${late && ' late'}">${late && `${labels.passed} `}${relative(deadlineAtMs)}</span></dd></div>
${late && html`<div><dt>${labels.state}</dt><dd class="late">${labels.late[decided ? 'decided' : 'undecided']}</dd></div>`}
${decided && html`<div><dt>${labels.nextCall}</dt><dd>${timestamp(dueAtMs, view.zone)} <span class="relative">${relative(dueAtMs)}</span></dd></div>`}
<div><dt>${labels.source}</dt><dd class="id">${toPart(sourcePart(source), source, drawing)}</dd></div>
<div><dt>${labels.conversation}</dt><dd class="id">${conversation}</dd></div>
<div><dt>${labels.cycle}</dt><dd>${format.count(cycle)}</dd></div>
</dl>${!decided && renderActions(resumeButton(wait, drawing))}</li>`;
}

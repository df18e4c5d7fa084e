// The destinations: the platforms and the processors, with the results of their calls and the state of their breaker.
import type { BreakerState } from '../core/breaker/breaker-store.ts';
import { CALL_COLUMNS } from '../core/statistics/columns.ts';
import type { DestinationHealth } from '../core/statistics/report.ts';
import { count, counted, duration } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import { retryButton } from './actions.ts';
import type { Drawing } from './drawing.ts';
import { renderLatency, renderResults } from './health.ts';
import { renderHistogram, renderMinutes } from './histogram.ts';
import type { Overview } from './overview-parts.ts';
import type { Zone } from './zone.ts';

const callsOf = (destination: DestinationHealth): number =>
  CALL_COLUMNS.reduce((sum, { name }) => sum + destination[name], 0);

/** Shows destinations with statistics, with a breaker, or with both. */
export function renderDestinations({ stats, breakers, atMs }: Overview, drawing: Drawing): Html {
  const now = { atMs, ...drawing };
  const known = stats?.destinations ?? [];
  const others = (breakers ?? []).filter(({ destination }) => known.every(({ id }) => id !== destination));
  const breakerOf = (id: string) => breakers?.find(({ destination }) => destination === id);
  return html`${breakers === null && html`<p class="unread">The breakers could not be read, so paused destinations are not shown.</p>`}
<div class="cards">${known.map((destination) => card(destination, stateOf(breakers, breakerOf(destination.id), now), drawing.zone))}
${others.map((breaker) => html`<article class="card"><h3 class="id">${breaker.destination}</h3>${stateOf(breakers, breaker, now)}</article>`)}</div>`;
}

function card(destination: DestinationHealth, state: Html | undefined, zone: Zone): Html {
  const total = callsOf(destination);
  const histogram = { what: 'calls', series: CALL_COLUMNS, minutes: destination.series, zone };
  const head = html`<h3 class="id">${destination.id}</h3>${state}`;
  if (total === 0) return html`<article class="card">${head}<p class="total">No calls.</p></article>`;
  return html`<article class="card">${head}
<p class="total"><b>${count(total)}</b> ${total === 1 ? 'call' : 'calls'}${destination.deferred > 0 && html`, <b>${count(destination.deferred)}</b> deferred while it was paused`}</p>
${renderHistogram(histogram)}
${renderResults(destination, CALL_COLUMNS)}
${renderLatency('Time to its answer', destination)}
<div class="foot">${renderMinutes(histogram)}</div></article>`;
}

function stateOf(
  breakers: readonly BreakerState[] | null,
  breaker: BreakerState | undefined,
  now: Drawing & { readonly atMs: number },
): Html | undefined {
  if (breakers === null) return undefined;
  if (!breaker) return html`<p class="tags"><span class="fine">available</span></p>`;
  return html`<p class="tags"><span class="off">${breaker.state === 'open' ? 'paused' : 'testing'}</span></p><p class="breaker">${breakerLabel(breaker, now)}</p>${retryButton(breaker, now.target)}`;
}

export function breakerLabel(
  { state, untilMs, failures }: BreakerState,
  { atMs, zone }: { readonly atMs: number; readonly zone: Zone },
): string {
  const after = `after calls of ${counted(failures, 'conversation')} failed`;
  if (state === 'probing') return `Single test calls check whether it is available again, ${after}.`;
  const left = untilMs > atMs ? ` (in ${duration(untilMs - atMs)})` : '';
  return `Paused until ${zone.hourMinute(untilMs)}${left} ${after}; then single test calls. Due work is kept.`;
}

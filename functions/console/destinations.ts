// The destinations: the platforms and the processors, with the results of their calls. Those in trouble come first.
import type { BreakerState } from '../core/breaker/breaker-store.ts';
import { CALL_COLUMNS } from '../core/statistics/columns.ts';
import type { DestinationHealth } from '../core/statistics/report.ts';
import { type Html, html } from '../runtime/html.ts';
import type { Drawing } from './drawing.ts';
import { renderLatency, renderResults } from './health.ts';
import { renderBars, renderHistogram, renderValues } from './histogram.ts';
import type { Overview } from './overview-parts.ts';
import { type RowNumber, renderRow } from './row.ts';

/** From this share of its calls on somebody should look at a destination. */
const BAD_SHARE = 0.05;

const callsOf = (destination: DestinationHealth): number =>
  CALL_COLUMNS.reduce((sum, { name }) => sum + destination[name], 0);

/** Of the calls that were made: those that failed or were refused, 0 to 1. */
export function badShare(destination: DestinationHealth): number {
  const made = callsOf(destination) - destination.deferred;
  return made === 0 ? 0 : (destination.error + destination.refused) / made;
}

export const inTrouble = (destination: DestinationHealth): boolean => badShare(destination) >= BAD_SHARE;

/** Null when neither calls nor pauses could be read. */
export function renderDestinations({ stats, breakers }: Overview, drawing: Drawing): Html | null {
  const { words } = drawing;
  if (!stats && !breakers) return null;
  if (!stats) return html``;
  const breakerOf = (id: string) => breakers?.find(({ destination }) => destination === id);
  const weight = (one: DestinationHealth) => Number(breakerOf(one.id) !== undefined) + badShare(one);
  const sorted = stats.destinations.toSorted((a, b) => weight(b) - weight(a) || callsOf(b) - callsOf(a));
  return html`${breakers === null && html`<p class="unread">${words.unread.breakers}</p>`}
<ul class="rows">${sorted.map((destination) => row(destination, breakers && (breakerOf(destination.id) ?? 'closed'), stats.stepMinutes, drawing))}</ul>`;
}

function row(
  destination: DestinationHealth,
  breaker: BreakerState | 'closed' | null,
  stepMinutes: number,
  drawing: Drawing,
): Html {
  const { id, series } = destination;
  const total = callsOf(destination);
  return renderRow(
    {
      part: `destination-${id}`,
      id,
      tags: breaker ? state(breaker, drawing) : undefined,
      numbers: numbersOf(destination, drawing),
      bars: total > 0 ? renderBars(CALL_COLUMNS, series) : undefined,
      trouble: inTrouble(destination) || (breaker !== null && breaker !== 'closed'),
      body: card(destination, stepMinutes, drawing),
    },
    drawing,
  );
}

function numbersOf(destination: DestinationHealth, { words, format }: Drawing): RowNumber[] {
  const total = callsOf(destination);
  const { p99Ms } = destination;
  if (total === 0) return [{ text: words.destinations.noCalls }];
  const results = (['error', 'refused', 'deferred', 'slow'] as const).filter((name) => destination[name] > 0);
  return [
    { text: words.destinations.calls(format.count(total), total === 1) },
    ...results.map((name): RowNumber => {
      const text = `${format.count(destination[name])} ${words.columns.calls[name]}`;
      return name === 'error' || name === 'refused' ? { text, kind: 'bad' } : { text };
    }),
    ...(p99Ms === null ? [] : [{ text: `p99 ${format.latency(p99Ms)}`, kind: 'time' } as const]),
  ];
}

function card(destination: DestinationHealth, stepMinutes: number, drawing: Drawing): Html {
  const { words } = drawing;
  if (callsOf(destination) === 0) return html`<p class="nothing">${words.destinations.noCalls}</p>`;
  const histogram = {
    what: words.histogram.calls,
    columns: CALL_COLUMNS,
    labels: words.columns.calls,
    series: destination.series,
    stepMinutes,
  };
  return html`<div class="half">${renderHistogram(histogram, drawing)}</div>
<div class="half">${renderResults(destination, CALL_COLUMNS, words.columns.calls, drawing)}
${renderLatency(words.destinations.time, destination, drawing)}
${renderValues(`values-${destination.id}`, histogram, drawing)}</div>`;
}

function state(breaker: BreakerState | 'closed', { words }: Drawing): Html {
  const { available, paused, testing } = words.destinations;
  if (breaker === 'closed') return html`<span class="fine">${available}</span>`;
  return html`<span class="off">${breaker.state === 'open' ? paused : testing}</span>`;
}

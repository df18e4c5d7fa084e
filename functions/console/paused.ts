// Destinations that are not called just now: until when, why, and the button that ends it.
import type { BreakerState } from '../core/breaker/breaker-store.ts';
import { type Html, html } from '../runtime/html.ts';
import { renderActions, retryButton } from './actions.ts';
import type { Drawing } from './drawing.ts';

export function renderPaused(breakers: readonly BreakerState[], drawing: Drawing): Html {
  const { paused, testing } = drawing.words.destinations;
  const entries = breakers.map(
    (breaker) =>
      html`<li class="entry"><h3><span class="id">${breaker.destination}</span> <span class="tags"><span class="off">${breaker.state === 'open' ? paused : testing}</span></span></h3>
<p class="breaker">${pauseLabel(breaker, drawing)}</p>${renderActions(retryButton(breaker, drawing))}</li>`,
  );
  return html`<ul class="entries">${entries}</ul>`;
}

export function pauseLabel(
  { state, untilMs, failures }: BreakerState,
  { atMs, view, words, format }: Drawing,
): string {
  const after = [format.count(failures), failures === 1] as const;
  if (state === 'probing') return words.destinations.probing(...after);
  const left = untilMs > atMs ? format.duration(untilMs - atMs) : '';
  return words.destinations.pausedUntil(view.zone.hourMinute(untilMs), left, ...after);
}

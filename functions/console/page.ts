// The console as a page of its own, as a local run serves it: the overview, with landmarks, a time zone to choose
// and a way to have it fetch itself again. No script, and nothing from anywhere else.

import { resultNotice } from '../core/command/result-notice.ts';
import { type Html, html, printHtml, verbatim } from '../runtime/html.ts';
import type { Drawing } from './drawing.ts';
import { renderOverview, renderScope } from './overview.ts';
import type { Overview } from './overview-parts.ts';
import type { PageRequest } from './request.ts';
import { STYLE } from './style.ts';

/** The time zones of where the platforms' customers are; any other may be typed. */
const ZONES = [
  'UTC',
  'America/Argentina/Buenos_Aires',
  'America/Bogota',
  'America/Lima',
  'America/Mexico_City',
  'America/Santiago',
  'America/Sao_Paulo',
  'Europe/Madrid',
];

/** Slow enough to read in between. */
const REFRESH_SECONDS = 10;

export function renderPage(overview: Overview, request: PageRequest, drawing: Drawing): string {
  const { refreshSeconds, notice, unknownZone } = request;
  return printHtml(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>Acuse console</title>
<style>body{margin:0}${verbatim(STYLE)}</style>
</head>
<body>
<div class="acuse auto">
<header class="top"><h1>Acuse <span>console</span></h1>${renderScope(overview, drawing)}
<nav aria-label="View">${controls(request)}</nav></header>
<main>
${notice && html`<div role="status">${resultNotice(notice)}</div>`}
${unknownZone && html`<p class="unread">Nobody knows that time zone, so times are UTC. Name one like America/Bogota or -05:00.</p>`}
${renderOverview(overview, drawing)}
</main>
<footer><p>Percentiles come from bins; each histogram’s last minute is still under way. The same figures: <code>npm run acuse -- stats</code></p></footer>
</div>
</body>
</html>
`);
}

function controls({ zone, refreshSeconds }: PageRequest): Html {
  const asking = (refresh?: number) => {
    const query = new URLSearchParams({
      tz: zone.label,
      ...(refresh !== undefined && { refresh: String(refresh) }),
    });
    return `?${query}`;
  };
  return html`<a href="${asking(refreshSeconds)}">Refresh</a>
${
  refreshSeconds === undefined
    ? html`<a href="${asking(REFRESH_SECONDS)}">Refresh every ${REFRESH_SECONDS} s</a>`
    : html`<a href="${asking()}">Stop refreshing (every ${refreshSeconds} s)</a>`
}
<form method="get"><label>Time zone <input name="tz" list="zones" value="${zone.label}" size="16" autocomplete="off" spellcheck="false"></label>
<datalist id="zones">${ZONES.map((name) => html`<option value="${name}"></option>`)}</datalist>
<button>Show</button></form>`;
}

// The console as a page of a local run: the overview with landmarks, a choice of time zone and an automatic refresh. No
// script, and no external resources.

import { resultNotice } from '../core/command/result-notice.ts';
import { type Html, html, printHtml, verbatim } from '../runtime/html.ts';
import type { Drawing } from './drawing.ts';
import { renderOverview, renderScope } from './overview.ts';
import type { Overview } from './overview-parts.ts';
import type { PageRequest } from './request.ts';
import { STYLE } from './style.ts';

/** Suggested time zones, for the countries of the platforms' customers. */
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

/** Leaves time to read. */
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
${unknownZone && html`<p class="unread">This time zone is unknown, so times are UTC. Use a name such as America/Bogota, or -05:00.</p>`}
${renderOverview(overview, drawing)}
</main>
<footer><p>Percentiles are calculated from bins. The last minute of each histogram is not complete. The same statistics: <code>npm run acuse -- stats</code></p></footer>
</div>
</body>
</html>
`);
}

function controls({ zone, refreshSeconds }: PageRequest): Html {
  const queryFor = (refresh?: number) => {
    const query = new URLSearchParams({
      tz: zone.label,
      ...(refresh !== undefined && { refresh: String(refresh) }),
    });
    return `?${query}`;
  };
  return html`<a href="${queryFor(refreshSeconds)}">Refresh</a>
${
  refreshSeconds === undefined
    ? html`<a href="${queryFor(REFRESH_SECONDS)}">Refresh every ${REFRESH_SECONDS} s</a>`
    : html`<a href="${queryFor()}">Stop refreshing (every ${refreshSeconds} s)</a>`
}
<form method="get"><label>Time zone <input name="tz" list="zones" value="${zone.label}" size="16" autocomplete="off" spellcheck="false"></label>
<datalist id="zones">${ZONES.map((name) => html`<option value="${name}"></option>`)}</datalist>
<button>Show</button></form>`;
}

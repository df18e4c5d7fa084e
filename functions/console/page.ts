// The console as a page of a local run: the overview with landmarks, a choice of language, period and time zone, and an
// automatic refresh. No external resources.

import { resultNotice } from '../core/command/result-notice.ts';
import { type Html, html, printHtml, verbatim } from '../runtime/html.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../runtime/language.ts';
import { choice, renderWindows } from './choice.ts';
import { type Drawing, withCode } from './drawing.ts';
import { renderOverview, renderScope } from './overview.ts';
import type { Overview } from './overview-parts.ts';
import type { Notice, PageRequest } from './request.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { fieldsOf } from './view.ts';

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
  const { notice, unknownZone, view } = request;
  const { words } = drawing;
  const { refreshSeconds } = view;
  return printHtml(html`<!doctype html>
<html lang="${view.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refreshSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`}
<title>${words.title}</title>
<style>body{margin:0}${verbatim(STYLE)}</style>
</head>
<body${refreshSeconds !== undefined && html` data-refresh="${refreshSeconds}"`}>
<div class="acuse auto">
<header class="top"><h1>${words.title}</h1>${renderScope(overview, drawing)}
<nav aria-label="${words.page.view}">${renderWindows(drawing)}${controls(drawing)}</nav></header>
<main>
${notice && html`<div role="status">${renderNotice(notice, drawing)}</div>`}
${unknownZone && html`<p class="unread">${words.page.unknownZone}</p>`}
${renderOverview(overview, drawing)}
</main>
<footer><p>${withCode(words.page.footer)}</p></footer>
</div>
<script>${verbatim(SCRIPT)}</script>
</body>
</html>
`);
}

/** In other languages than English a command that was done has a sentence here; the rest is as operate says it. */
function renderNotice(notice: Notice, { view, words }: Drawing): Html {
  if (view.language === 'en') return resultNotice(notice);
  const { actions, page } = words;
  const done: Readonly<Record<string, string>> = {
    replay: actions.replay.done,
    dismiss: actions.dismiss.done,
    resume: actions.resume.done,
    retry: actions.retry.done,
    switch: actions.switched,
  };
  const { ok, message, action = '' } = notice;
  const said = ok ? done[action] : undefined;
  return html`<p class="notice ${ok ? 'done' : 'failed'}"><strong>${ok ? page.done : page.notDone}</strong> ${said ?? html`<span lang="en">${message}</span>`}</p>`;
}

function controls(drawing: Drawing): Html {
  const { view, words } = drawing;
  const { refreshSeconds } = view;
  const { tz, lang, ...others } = fieldsOf(view);
  const hidden = Object.entries(others).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`${choice(words.page.refresh, {}, drawing)}
${
  refreshSeconds === undefined
    ? choice(words.page.refreshEvery(REFRESH_SECONDS), { refreshSeconds: REFRESH_SECONDS }, drawing)
    : choice(words.page.stopRefresh(refreshSeconds), { refreshSeconds: undefined }, drawing)
}
<form method="get">${hidden}<label>${words.page.timeZone} <input name="tz" list="zones" value="${tz}" size="16" autocomplete="off" spellcheck="false"></label>
<datalist id="zones">${ZONES.map((name) => html`<option value="${name}"></option>`)}</datalist>
<label>${words.page.language} <select name="lang">${LANGUAGES.map((language) => html`<option value="${language}" lang="${language}"${language === lang && html` selected`}>${LANGUAGE_NAMES[language]}</option>`)}</select></label>
<button>${words.page.show}</button></form>`;
}

// The console as a custom widget: a fragment of another page, so without landmarks, links or ids, and without the
// elements that a dashboard removes (scripts, <iframe>, <use>).
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html

import { html, printHtml, verbatim } from '../runtime/html.ts';
import { renderWindows } from './choice.ts';
import type { Drawing } from './drawing.ts';
import { renderOverview, renderScope } from './overview.ts';
import type { Overview } from './overview-parts.ts';
import { STYLE } from './style.ts';

export function renderWidget(overview: Overview, theme: 'light' | 'dark', drawing: Drawing): string {
  return printHtml(html`<style>${verbatim(STYLE)}</style>
<div class="cwdb-no-default-styles"></div>
<div class="acuse ${theme}" lang="${drawing.view.language}"><div class="top">${renderScope(overview, drawing)}${renderWindows(drawing)}</div>
${renderOverview(overview, drawing)}</div>`);
}

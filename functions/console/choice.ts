// What a person can choose to see: a link on the page, a call of the console on a dashboard.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
import { type Html, html } from '../runtime/html.ts';
import type { Drawing } from './drawing.ts';
import { fieldsOf, queryOf, type View, WINDOW_NAMES } from './view.ts';

/** `part`: where the page then begins. */
export function choice(
  label: string,
  changes: Partial<View>,
  drawing: Drawing,
  part?: string,
): Html | undefined {
  const view = { ...drawing.view, ...changes };
  if (drawing.surface === 'page')
    return html`<a href="?${queryOf(view)}${part !== undefined && `#${part}`}">${label}</a>`;
  return redraw(html`<button type="button" class="btn">${label}</button>`, view, drawing);
}

/** The button draws the widget anew. `more`: further fields of the call. */
export function redraw(
  button: Html,
  view: View,
  { consoleArn }: Drawing,
  more: object = {},
): Html | undefined {
  if (consoleArn === undefined) return undefined;
  // The dashboard's zone comes with every call.
  const { tz, ...rest } = fieldsOf(view);
  const fields = { ...rest, ...more };
  return html`${button}<cwdb-action action="call" display="widget" endpoint="${consoleArn}">${JSON.stringify(fields)}</cwdb-action>`;
}

export function renderWindows(drawing: Drawing): Html | undefined {
  const { words, view, surface, consoleArn } = drawing;
  if (surface === 'widget' && consoleArn === undefined) return undefined;
  const names = WINDOW_NAMES.map(
    (name) =>
      html`<li>${name === view.window ? html`<b aria-current="true">${words.windows[name]}</b>` : choice(words.windows[name], { window: name }, drawing)}</li>`,
  );
  return html`<div class="windows"><span>${words.windows.label}:</span> <ul>${names}</ul></div>`;
}

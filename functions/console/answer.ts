// The answer of the console: reads the overview and renders it as a page or as a widget.
import { DESCRIPTION } from './description.ts';
import { type CommandTarget, drawingOf } from './drawing.ts';
import type { Defaults } from './overview-parts.ts';
import { renderPage } from './page.ts';
import { type OverviewPorts, readOverview } from './read-overview.ts';
import { type ConsoleRequest, readConsoleRequest } from './request.ts';
import { queryOf } from './view.ts';
import { renderWidget } from './widget.ts';

export interface ConsoleSettings {
  /** Absent: there are no buttons. */
  readonly operateArn?: string | undefined;
  /** Of the console itself. Absent: a widget offers no choices. */
  readonly consoleArn?: string | undefined;
  readonly defaults: Defaults;
}

/** The path for commands of the page in a local run. */
const COMMAND_PATH = '/.acuse/operate';

/** HTML, or Markdown when a dashboard asks for the description. */
export async function answer(
  event: unknown,
  ports: OverviewPorts,
  settings: ConsoleSettings,
): Promise<string | { readonly markdown: string }> {
  const request = readConsoleRequest(event);
  if (request.kind === 'describe') return { markdown: DESCRIPTION };
  const { kind: surface, view } = request;
  const overview = await readOverview(view, ports, settings.defaults);
  const target = targetOf(request, settings);
  const drawing = drawingOf({ surface, view, target, consoleArn: settings.consoleArn }, overview.atMs);
  return request.kind === 'page'
    ? renderPage(overview, request, drawing)
    : renderWidget(overview, request.theme, drawing);
}

function targetOf(
  { kind, view }: Exclude<ConsoleRequest, { kind: 'describe' }>,
  { operateArn }: ConsoleSettings,
): CommandTarget {
  if (operateArn === undefined) return { kind: 'none' };
  if (kind === 'widget') return { kind: 'widget', operateArn };
  return { kind: 'page', action: `${COMMAND_PATH}?${queryOf(view)}` };
}

// The answer of the console: reads the overview and renders it as a page or as a widget.
import type { CommandTarget } from './actions.ts';
import { DESCRIPTION } from './description.ts';
import { renderPage } from './page.ts';
import { type OverviewPorts, readOverview } from './read-overview.ts';
import { type ConsoleRequest, readConsoleRequest } from './request.ts';
import { renderWidget } from './widget.ts';

export interface ConsoleSettings {
  /** Absent: there are no buttons. */
  readonly operateArn?: string;
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
  const overview = await readOverview(ports);
  const drawing = { zone: request.zone, target: targetOf(request, settings) };
  return request.kind === 'page'
    ? renderPage(overview, request, drawing)
    : renderWidget(overview, request.theme, drawing);
}

function targetOf(
  request: Exclude<ConsoleRequest, { kind: 'describe' }>,
  { operateArn }: ConsoleSettings,
): CommandTarget {
  if (operateArn === undefined) return { kind: 'none' };
  if (request.kind === 'widget') return { kind: 'widget', operateArn };
  const query = new URLSearchParams({ tz: request.zone.label });
  return { kind: 'page', action: `${COMMAND_PATH}?${query}` };
}

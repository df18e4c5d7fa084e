// What the console answers: reads the overview and draws it on the surface that was asked for.
import type { CommandTarget } from './actions.ts';
import { DESCRIPTION } from './description.ts';
import { renderPage } from './page.ts';
import { type OverviewPorts, readOverview } from './read-overview.ts';
import { type ConsoleRequest, readConsoleRequest } from './request.ts';
import { renderWidget } from './widget.ts';

export interface ConsoleSettings {
  /** Absent: nobody takes orders, and no buttons are drawn. */
  readonly operateArn?: string;
}

/** Where a local run takes the orders of its page. */
const ORDER_PATH = '/.acuse/operate';

/** HTML; for whoever asks what this is, Markdown as a dashboard takes it. */
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
  return { kind: 'page', action: `${ORDER_PATH}?${query}` };
}

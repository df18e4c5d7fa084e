// The frame of a simulator's page. No script. What changes by itself is a page of its own inside it, because a reload
// would empty a form that somebody fills in.
import type { ServerResponse } from 'node:http';
import { type Html, html, type Piece, printHtml } from '../../functions/runtime/html.ts';
import type { Behaviour } from './behaviour.ts';

/** The addresses of all simulators of this run, by platform. */
export type Siblings = () => Readonly<Record<string, string>>;

export interface PageParts {
  /** The platform's name for people. */
  readonly label: string;
  readonly siblings: Siblings;
  readonly behaviour: Behaviour;
  /** Examples of behaviours, as JSON. */
  readonly examples: readonly object[];
  readonly content: Piece;
  /** Reloads every two seconds. */
  readonly reloads?: boolean;
}

export function page({ label, siblings, behaviour, examples, content, reloads = false }: PageParts): Html {
  const links = Object.entries(siblings()).map(([name, url]) => html`<a href="${url}">${name}</a> `);
  const shown = examples.map((example, at) => html`${at > 0 && ', '}<code>${JSON.stringify(example)}</code>`);
  return document(
    `${label} simulator`,
    html`<p>${links}</p>
<h1>${label} simulator</h1>
<p>The current behaviour is <code>${JSON.stringify(behaviour)}</code>. Change it with <code>POST /behaviour</code>, e.g. ${shown}.
Reset it with <code>DELETE /behaviour</code>.</p>
${content}`,
    reloads,
  );
}

export const document = (title: string, content: Piece, reloads: boolean): Html => html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${reloads && html`<meta http-equiv="refresh" content="2">`}
<title>${title}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  th, td { border-bottom: 1px solid #ccc; padding: .4rem .6rem .4rem 0; text-align: left; vertical-align: top }
  code { overflow-wrap: anywhere }
  iframe { border: 0; height: 70vh; width: 100% }
  form { display: inline }
</style>
${content}
</html>
`;

export function sendPage(response: ServerResponse, markup: Html): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(printHtml(markup));
}

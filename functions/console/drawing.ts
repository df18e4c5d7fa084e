// The context that every part of the output needs.
import { type Format, formatOf } from '../runtime/format.ts';
import { type Html, html } from '../runtime/html.ts';
import type { View } from './view.ts';
import { WORDS, type Words } from './words/words.ts';

/** Where commands go; `none`: there are no buttons. */
export type CommandTarget =
  | { readonly kind: 'page'; readonly action: string }
  | { readonly kind: 'widget'; readonly operateArn: string }
  | { readonly kind: 'none' };

export interface Drawing {
  /** A widget is part of another page, so it has no ids, no links and no script. */
  readonly surface: 'page' | 'widget';
  readonly atMs: number;
  readonly view: View;
  readonly words: Words;
  readonly format: Format;
  readonly target: CommandTarget;
  /** Of the console itself: on a dashboard, a choice calls it to draw the widget anew. Absent: no choices. */
  readonly consoleArn?: string | undefined;
}

export interface Surroundings extends Pick<Drawing, 'surface' | 'target' | 'consoleArn'> {
  readonly view: View;
}

export function drawingOf(surroundings: Surroundings, atMs: number): Drawing {
  const words = WORDS[surroundings.view.language];
  return { ...surroundings, atMs, words, format: formatOf(words.locale) };
}

/** The place that a link of the page leads to. */
export const anchor = (id: string, { surface }: Drawing): Html | undefined =>
  surface === 'page' ? html` id="${id}"` : undefined;

/** Marks what stays open when the page loads again. */
export const fold = (name: string, { surface }: Drawing): Html | undefined =>
  surface === 'page' ? html` data-fold="${name}"` : undefined;

/** A link to a part of the page; on a dashboard only its text. */
export const toPart = (id: string, content: Html | string, { surface }: Drawing): Html =>
  surface === 'page' ? html`<a href="#${encodeURIComponent(id)}">${content}</a>` : html`${content}`;

/** Text in backticks is a command or a name. */
export const withCode = (text: string): Html[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

export const sourcePart = (id: string): string => `source-${id}`;

// How a source is set up: what an operator asks first. Of an address only its host, because the rest may hold a secret.
import type { Source } from '../core/source/source.ts';
import { type Html, html } from '../runtime/html.ts';
import type { Drawing } from './drawing.ts';
import type { Defaults } from './overview-parts.ts';

export function renderSettings(source: Source, defaults: Defaults, drawing: Drawing): Html {
  const { words, format } = drawing;
  const { settings, sources } = words;
  const yesNo = (value: boolean) => (value ? settings.yes : settings.no);
  const { processor, processorUrl, deadlineSeconds, events, authors, answers, waits } = source;
  const answering = answers === 'always' ? settings.always : yesNo(answers === 'on');
  const seconds = deadlineSeconds ?? defaults.deadlineSeconds;
  const ofStack = (own: unknown, text: string) => (own === undefined ? settings.ofStack(text) : text);
  const facts: readonly (readonly [label: string, value: string | undefined])[] = [
    [settings.processor, ofStack(processor, processor ?? defaults.processor)],
    [settings.address, processorUrl === undefined ? undefined : hostOf(processorUrl)],
    [sources.waits, yesNo(waits)],
    [settings.answers, answering],
    [settings.deadline, ofStack(deadlineSeconds, format.duration(seconds * 1000))],
    [settings.key, yesNo(source.hasApiKey ?? false)],
    [settings.events, events?.join(', ')],
    [settings.authors, authors.join(', ')],
  ];
  return html`<h4>${settings.title}</h4><dl class="facts">${facts.map(([label, value]) => value !== undefined && html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
<p class="commands">${settings.test} <code>npx acuse test ${source.id}</code> <span class="pair">${settings.all} <code>npx acuse source show ${source.id}</code></span></p>`;
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '?');

// Sources as text, and the settings that JSON can show. Digests and signing secrets are never shown, only that they
// are set.

import { AUTHORS } from '../functions/core/delivery/event.ts';
import { ALL_EVENTS, type Source } from '../functions/core/source/source.ts';
import { longDeadlineWarning } from '../functions/core/wait/long-deadline.ts';
import { duration } from '../functions/runtime/format.ts';
import { answerWarnings } from './answer-settings.ts';
import { cardText } from './card-settings.ts';
import { localTime } from './local-time.ts';
import { describeLookup, lookupAsJson } from './lookup-settings.ts';
import { processorWarnings } from './processor-warnings.ts';
import { table } from './table.ts';

/** Of the stack: values by name. */
type Parameters = Readonly<Record<string, string>>;

/** The settings without the secrets of the sender verification. Keys of others' APIs are not in the settings. */
export function publicSettings(source: Source, parameters: Parameters) {
  const { v: _version, header, signature, removed, lookup, changedAtMs, ...settings } = source;
  const warned = warnings(source, parameters);
  return {
    ...settings,
    ...(warned.length > 0 && { warnings: warned }),
    ...(removed && { removed }),
    ...(lookup !== undefined && { lookup: lookupAsJson(lookup) }),
    ...(header && { header: header.name }),
    ...(signature && { signaturePrefix: signature.prefix, signingSecrets: signature.secrets.length }),
    ...(changedAtMs !== undefined && { changed: new Date(changedAtMs).toISOString() }),
  };
}

export function listSources(sources: readonly Source[]): string {
  const rows = sources.map((source) => [source.id, source.platform, state(source), filters(source)]);
  return table(['SOURCE', 'PLATFORM', 'STATE', 'PROCESSES'], rows);
}

function state({ enabled, waits, answers, generation, lowestGeneration }: Source): string {
  const parts = [enabled ? 'on' : 'off'];
  if (waits) parts.push('waits');
  if (answers) parts.push(answers === 'always' ? 'always answers' : 'answers');
  if (generation > lowestGeneration) parts.push('rotating');
  return parts.join(', ');
}

function filters({ events, authors, channels, processor, deadlineSeconds }: Source): string {
  const parts = [eventsText(events), `by ${authors.length === AUTHORS.length ? 'all' : authors.join(',')}`];
  if (channels) parts.push(`on ${channels.join(',')}`);
  if (processor) parts.push(`with ${processor}`);
  if (deadlineSeconds !== undefined) parts.push(`within ${duration(deadlineSeconds * 1000)}`);
  return parts.join(' ');
}

function eventsText(events: Source['events']): string {
  if (events === undefined) return 'default events';
  return events.includes(ALL_EVENTS) ? 'all events' : events.join(',');
}

export interface SourceAccess {
  /** Undefined for a removed source. */
  readonly url: string | undefined;
  readonly parameters: Parameters;
  /** The signing secrets, newest first. */
  readonly secrets: readonly string[];
  /** A rotation of the deployment's key is under way. */
  readonly keyRotating: boolean;
}

export function describeSource(
  source: Source,
  { url, secrets, parameters, keyRotating }: SourceAccess,
): string {
  const { id, platform, header, signature, processor, processorUrl, processorFunction } = source;
  const { lookup, agentBot, changedAtMs } = source;
  if (source.removed || url === undefined) return `Source ${id} is removed. Its URL answers 404 within 60 s.`;
  const checks = [
    'token in the URL',
    ...(header ? [`header ${header.name}`] : []),
    ...(signature ? [`signature ${signature.prefix}-Signature (secrets: ${signature.secrets.length})`] : []),
  ];
  const rotating = source.generation > source.lowestGeneration;
  return [
    `Source ${id} (${platform})`,
    `  state      ${state(source)}`,
    `  processes  ${filters(source)}`,
    `  processor  ${[processor ?? 'of the stack', processorUrl, processorFunction].filter(Boolean).join(', ')}`,
    ...(lookup === undefined ? [] : describeLookup(lookup)),
    ...(source.card ? [`  cards      ${cardText(source.card)}`] : []),
    `  checks     ${checks.join(', ')}`,
    ...(changedAtMs === undefined ? [] : [`  changed    ${localTime(changedAtMs)}`]),
    ...(agentBot ? ['  agent bot  answers 500 where others answer 503: Chatwoot then sends again'] : []),
    ...answering(source),
    `  URL        ${url}`,
    ...(rotating ? [`  The old URL is also valid until: npx acuse source rotate ${id} --finish`] : []),
    ...warnings(source, parameters).map((warning) => `  warning    ${warning}`),
    ...secrets.map((secret, at) => `  ${at === 0 ? 'signs     ' : 'and with  '} ${secret}`),
    '             (your endpoint checks the signature of Acuse with it)',
    ...(isRotatingSecret(source)
      ? [`  The old secret also signs until: npx acuse source rotate-secret ${id} --finish`]
      : []),
    ...(keyRotating
      ? ['  The URL and secrets of the old key are also valid until: npx acuse key finish']
      : []),
    '',
    'The URL and the signing secret are secrets. A change is active within 60 s.',
  ].join('\n');
}

/** How it answers. Of the key only that there is one. */
function answering({ hasApiKey, apiBaseUrl, fallback, handoffIntent }: Source): string[] {
  const { reply, intent, handoff } = fallback ?? {};
  const said = [
    ...(reply !== undefined ? [`says ${JSON.stringify(reply)}`] : []),
    ...(intent !== undefined ? [`triggers the intent ${intent}`] : []),
    ...(handoff ? [`hands over${handoff.to === undefined ? '' : ` to ${handoff.to}`}`] : []),
  ];
  return [
    ...(hasApiKey ? ['  API key    set'] : []),
    ...(apiBaseUrl === undefined ? [] : [`  API        ${apiBaseUrl}`]),
    ...(said.length > 0 ? [`  fallback   ${said.join(', ')}`] : []),
    ...(handoffIntent === undefined ? [] : [`  hand-over  by the intent ${handoffIntent}`]),
  ];
}

const isRotatingSecret = ({ secretGeneration = 1, lowestSecretGeneration = 1 }: Source): boolean =>
  secretGeneration > lowestSecretGeneration;

/** Settings that are allowed, but can be a mistake. */
export function warnings(source: Source, parameters: Parameters): string[] {
  const { deadlineSeconds } = source;
  const warning = deadlineSeconds === undefined ? undefined : longDeadlineWarning(deadlineSeconds);
  return [
    ...(warning === undefined ? [] : [warning]),
    ...answerWarnings(source, parameters),
    ...processorWarnings(source, parameters),
  ];
}

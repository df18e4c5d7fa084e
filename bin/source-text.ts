// Sources in words: for a person, and the part of the settings that JSON may show. Digests and signing secrets are
// said to be set, never shown.

import type { Source } from '../functions/core/source/source.ts';
import { longDeadlineWarning } from '../functions/core/wait/long-deadline.ts';
import { duration } from '../functions/runtime/format.ts';
import { table } from './table.ts';

/** The settings without what proves a sender. */
export function publicSettings(source: Source) {
  const { v: _version, header, signature, removed, ...settings } = source;
  return {
    ...settings,
    ...(warnings(source).length > 0 && { warnings: warnings(source) }),
    ...(removed && { removed }),
    ...(header && { header: header.name }),
    ...(signature && { signaturePrefix: signature.prefix, signingSecrets: signature.secrets.length }),
  };
}

export function listSources(sources: readonly Source[]): string {
  const rows = sources.map((source) => [source.id, source.platform, state(source), work(source)]);
  return table(['SOURCE', 'PLATFORM', 'STATE', 'WORKS ON'], rows);
}

function state({ enabled, waits, generation, lowestGeneration }: Source): string {
  const parts = [enabled ? 'on' : 'off'];
  if (waits) parts.push('waits');
  if (generation > lowestGeneration) parts.push('rotating');
  return parts.join(', ');
}

function work({ events, authors, channels, processor, deadlineSeconds }: Source): string {
  const parts = [events?.join(',') ?? 'all events', `by ${authors.join(',')}`];
  if (channels) parts.push(`on ${channels.join(',')}`);
  if (processor) parts.push(`with ${processor}`);
  if (deadlineSeconds !== undefined) parts.push(`within ${duration(deadlineSeconds * 1000)}`);
  return parts.join(' ');
}

/** `secrets`: those that sign, the newest first. */
export function describeSource(source: Source, url: string | undefined, secrets: readonly string[]): string {
  const { id, platform, header, signature, processor, processorUrl, processorFunction } = source;
  if (source.removed || url === undefined)
    return `Source ${id} is removed. Its URL is answered 404 within 60 s.`;
  const proofs = [
    'token in the URL',
    ...(header ? [`header ${header.name}`] : []),
    ...(signature ? [`signature ${signature.prefix}-Signature (secrets: ${signature.secrets.length})`] : []),
  ];
  const rotating = source.generation > source.lowestGeneration;
  return [
    `Source ${id} (${platform})`,
    `  state      ${state(source)}`,
    `  works on   ${work(source)}`,
    `  processor  ${[processor ?? 'the stack’s own', processorUrl, processorFunction].filter(Boolean).join(', ')}`,
    `  checks     ${proofs.join(', ')}`,
    `  URL        ${url}`,
    ...(rotating ? [`  The old URL is valid too, until: npm run acuse -- source rotate ${id} --finish`] : []),
    ...warnings(source).map((warning) => `  warning    ${warning}`),
    ...secrets.map((secret, at) => `  ${at === 0 ? 'signs     ' : 'and with  '} ${secret}`),
    '             (an endpoint of yours checks our signature with it)',
    ...(secrets.length > 1
      ? [`  The old secret signs too, until: npm run acuse -- source rotate-secret ${id} --finish`]
      : []),
    '',
    'The URL and the signing secret are secrets. A change takes effect within 60 s.',
  ].join('\n');
}

/** What is allowed, and perhaps not meant. */
export function warnings({ deadlineSeconds }: Source): string[] {
  const warning = deadlineSeconds === undefined ? undefined : longDeadlineWarning(deadlineSeconds);
  return warning === undefined ? [] : [warning];
}

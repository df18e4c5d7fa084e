// A source's settings from the command line: what each option sets, takes back, and may not be. Pure.

import { AUTHORS } from '../functions/core/delivery/event.ts';
import { sessionDeadlineSeconds } from '../functions/core/parameters/work.ts';
import type { Source } from '../functions/core/source/source.ts';
import { findPlatform, PLATFORMS } from '../functions/platforms/list.ts';
import type { Platform } from '../functions/platforms/platform.ts';
import { processorNames } from '../functions/processors/list.ts';
import { parseFunctionArn } from '../functions/runtime/function-arn.ts';
import { isLoopback } from '../functions/runtime/http/loopback.ts';
import { UsageError } from './command.ts';

export const SETTINGS_OPTIONS = {
  events: { type: 'string' },
  authors: { type: 'string' },
  channels: { type: 'string' },
  processor: { type: 'string' },
  'processor-url': { type: 'string' },
  'deadline-seconds': { type: 'string' },
  'processor-function': { type: 'string' },
  header: { type: 'string' },
  'signing-secret': { type: 'boolean' },
  'add-signing-secret': { type: 'boolean' },
  'no-signing-secret': { type: 'boolean' },
  'signature-prefix': { type: 'string' },
} as const;

export interface SettingsInput {
  text(option: keyof typeof SETTINGS_OPTIONS): string | undefined;
  flag(option: keyof typeof SETTINGS_OPTIONS): boolean;
  secret(question: string): Promise<string>;
  /** What stands in the settings for a header's value. */
  digest(headerName: string, value: string): string;
}

const CHATWOOT_PREFIX = 'X-Chatwoot';

/** The settings with what the options say; an option that is not there leaves its setting alone. */
export async function applySettings(source: Source, input: SettingsInput): Promise<Source> {
  const {
    events,
    authors,
    channels,
    processor,
    processorUrl,
    processorFunction,
    deadlineSeconds,
    header,
    signature,
    ...rest
  } = source;
  if (findPlatform(source.platform)?.channels === 'none' && input.text('channels') !== undefined) {
    throw new UsageError('--channels is for botmaker and trino: no webhook of Treble names a channel');
  }
  const changed = {
    events: listOf(input.text('events'), 'all', events, (name) => eventName(name, source.platform)),
    channels: listOf(input.text('channels'), 'all', channels),
    processor: unless(input.text('processor'), 'default', processor, processorName),
    processorUrl: unless(input.text('processor-url'), 'default', processorUrl, processorAddress),
    deadlineSeconds: deadlineOf(input.text('deadline-seconds'), source),
    processorFunction: unless(input.text('processor-function'), 'default', processorFunction, functionName),
    header: await headerOf(header, input),
    signature: await signatureOf(signature, input),
  };
  const present = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
  return { ...rest, authors: authorsOf(input.text('authors')) ?? authors, ...present };
}

export function platformOf(name: string): Platform {
  const platform = findPlatform(name);
  if (platform) return platform;
  throw new UsageError(
    `There is no platform ${name}; take one of ${PLATFORMS.map((known) => known.name).join(', ')}`,
  );
}

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function listOf(
  text: string | undefined,
  everything: string,
  before: string[] | undefined,
  read = (item: string) => item,
): string[] | undefined {
  if (text === undefined) return before;
  if (text === everything) return undefined;
  const list = items(text);
  if (list.includes('')) throw new UsageError(`A list reads a,b,c or ${everything}, not ${text}`);
  return [...new Set(list.map(read))];
}

/** `message_created` and `trino.message_created` are the same event. */
function eventName(name: string, platform: string): string {
  return name.startsWith(`${platform}.`) ? name : `${platform}.${name}`;
}

function authorsOf(text: string | undefined): Source['authors'] | undefined {
  if (text === undefined) return undefined;
  return items(text).map((item) => {
    const author = AUTHORS.find((known) => known === item);
    if (author) return author;
    throw new UsageError(`There is no author ${item || '(empty)'}; take of ${AUTHORS.join(', ')}`);
  });
}

function unless(
  text: string | undefined,
  none: string,
  before: string | undefined,
  read: (text: string) => string,
): string | undefined {
  if (text === undefined) return before;
  return text === none ? undefined : read(text);
}

function processorName(name: string): string {
  const known: readonly string[] = processorNames;
  if (known.includes(name)) return name;
  throw new UsageError(`There is no processor ${name}; take one of ${known.join(', ')}, or default`);
}

function processorAddress(text: string): string {
  const url = URL.parse(text);
  if (url && (url.username !== '' || url.password !== '')) {
    throw new UsageError('--processor-url takes no user and password: the signature is what proves us');
  }
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && safe) return text;
  throw new UsageError('--processor-url takes an https URL (http on this machine only), or default');
}

function deadlineOf(text: string | undefined, { waits, deadlineSeconds }: Source): number | undefined {
  if (text === undefined) return deadlineSeconds;
  if (text === 'default') return undefined;
  if (!waits)
    throw new UsageError('--deadline-seconds is for sources that wait: nothing stands still at others');
  const { minimum, maximum } = sessionDeadlineSeconds;
  const seconds = /^\d{1,8}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= minimum && seconds <= maximum) return seconds;
  throw new UsageError(`--deadline-seconds takes ${minimum} to ${maximum} seconds (30 days), or default`);
}

/** Whether the stack's parameter lists it is known where it is called. */
function functionName(text: string): string {
  if (parseFunctionArn(text) || /^[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]{1,128})?$/.test(text)) return text;
  throw new UsageError(
    '--processor-function takes the ARN or name of a function in ProcessorFunctionArns, or default',
  );
}

async function headerOf(before: Source['header'], input: SettingsInput): Promise<Source['header']> {
  const name = input.text('header');
  if (name === undefined) return before;
  if (name === 'none') return undefined;
  if (!/^[A-Za-z0-9-]{1,64}$/.test(name))
    throw new UsageError('--header takes the name of a header, or none');
  const value = await input.secret(`Value of the header ${name}`);
  return { name: name.toLowerCase(), digest: input.digest(name, value) };
}

async function signatureOf(before: Source['signature'], input: SettingsInput): Promise<Source['signature']> {
  const prefix = input.text('signature-prefix') ?? before?.prefix ?? CHATWOOT_PREFIX;
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(prefix))
    throw new UsageError('--signature-prefix takes the start of a header name');
  if (input.flag('no-signing-secret')) return undefined;
  const adds = input.flag('add-signing-secret');
  if (!adds && !input.flag('signing-secret')) return before && { ...before, prefix };
  const secret = await input.secret('Signing secret');
  return { prefix, secrets: [...(adds ? (before?.secrets ?? []) : []), secret] };
}

// Applies the options of the command line to the settings of a source, and checks them. Pure functions.

import { AUTHORS } from '../functions/core/delivery/event.ts';
import { sessionDeadlineSeconds } from '../functions/core/parameters/work.ts';
import { ALL_EVENTS, newSource, type Source } from '../functions/core/source/source.ts';
import { eventNames } from '../functions/platforms/event-names.ts';
import { findPlatform, PLATFORMS } from '../functions/platforms/list.ts';
import type { Platform } from '../functions/platforms/platform.ts';
import { processorNames } from '../functions/processors/list.ts';
import { parseFunctionArn } from '../functions/runtime/function-arn.ts';
import { isLoopback } from '../functions/runtime/http/loopback.ts';
import { ANSWER_OPTIONS, applyAnswerSettings } from './answer-settings.ts';
import { applyCardSettings, CARD_OPTIONS } from './card-settings.ts';
import { UsageError } from './command.ts';
import { lookupOf } from './lookup-settings.ts';

const CHATWOOT_PREFIX = 'X-Chatwoot';

export const SETTINGS_OPTIONS = {
  events: { type: 'string', value: 'a,b', meaning: 'the only events to work on: names, all, or default' },
  authors: {
    type: 'string',
    value: 'a,b',
    meaning: `whose events are worked on: ${AUTHORS.join(', ')}, all, or default (customer)`,
  },
  channels: { type: 'string', value: 'a,b', meaning: 'the only channels or inboxes to work on, or all' },
  processor: {
    type: 'string',
    value: 'name',
    meaning: `what does the long work: ${processorNames.join(', ')}, or default (the stack's)`,
    completes: [...processorNames, 'default'],
  },
  'processor-url': {
    type: 'string',
    value: 'url',
    meaning: 'the address for the processor http, or default',
  },
  lookup: {
    type: 'string',
    value: 'file',
    meaning: 'what the processor lookup asks and sets: a file, - for standard input, or none',
  },
  'deadline-seconds': {
    type: 'string',
    value: 'n',
    meaning: `how long a wait has, ${sessionDeadlineSeconds.minimum} to ${sessionDeadlineSeconds.maximum}, or default`,
  },
  'processor-function': {
    type: 'string',
    value: 'arn',
    meaning: 'the function for the processor lambda, by ARN or name, or default',
  },
  header: {
    type: 'string',
    value: 'name',
    meaning: 'a header that webhooks must have; its value is asked for; none takes it away',
  },
  'signing-secret': { type: 'boolean', meaning: "require Chatwoot's signature; the secret is asked for" },
  'add-signing-secret': { type: 'boolean', meaning: 'accept a second secret as well, for a rotation' },
  'no-signing-secret': { type: 'boolean', meaning: 'require no signature any more' },
  'signature-prefix': {
    type: 'string',
    value: 'prefix',
    meaning: `the start of the signature's headers (default ${CHATWOOT_PREFIX})`,
  },
  'agent-bot': { type: 'boolean', meaning: 'the webhook is an agent bot’s: answer 500 instead of 503' },
  'no-agent-bot': { type: 'boolean', meaning: 'the webhook is not an agent bot’s' },
  ...ANSWER_OPTIONS,
  ...CARD_OPTIONS,
} as const;

export interface SettingsInput {
  text(option: keyof typeof SETTINGS_OPTIONS): string | undefined;
  flag(option: keyof typeof SETTINGS_OPTIONS): boolean;
  content(path: string): Promise<string>;
  secret(question: string): Promise<string>;
  /** The digest that the settings store instead of the value of the header. */
  digest(headerName: string, value: string): string;
}

/** The settings with the changes of the options, without the key. A missing option changes nothing. */
export async function applySettings(before: Source, input: SettingsInput): Promise<Source> {
  const source = applyCardSettings(applyAnswerSettings(before, input), input);
  const {
    events,
    authors,
    channels,
    processor,
    processorUrl,
    processorFunction,
    lookup,
    deadlineSeconds,
    header,
    signature,
    agentBot,
    ...rest
  } = source;
  if (findPlatform(source.platform)?.channels === 'none' && input.text('channels') !== undefined) {
    throw new UsageError('--channels is for botmaker and trino: webhooks of Treble do not name a channel');
  }
  const changed = {
    events: eventsOf(input.text('events'), events, source.platform),
    channels: listOf(input.text('channels'), 'all', channels),
    processor: optionOr(input.text('processor'), 'default', processor, processorName),
    processorUrl: optionOr(input.text('processor-url'), 'default', processorUrl, processorAddress),
    deadlineSeconds: deadlineOf(input.text('deadline-seconds'), source),
    processorFunction: optionOr(input.text('processor-function'), 'default', processorFunction, functionName),
    lookup: await lookupOf(lookup, input),
    header: await headerOf(header, input),
    signature: await signatureOf(signature, input),
    agentBot: agentBotOf(agentBot, source.platform, input),
  };
  const present = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
  return { ...rest, authors: authorsOf(input.text('authors')) ?? authors, ...present };
}

export function platformOf(name: string): Platform {
  const platform = findPlatform(name);
  if (platform) return platform;
  throw new UsageError(
    `There is no platform ${name}; use one of ${PLATFORMS.map((known) => known.name).join(', ')}`,
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
  if (list.includes('')) throw new UsageError(`Write a list as a,b,c or ${everything}, not ${text}`);
  return [...new Set(list.map(read))];
}

function eventsOf(
  text: string | undefined,
  before: string[] | undefined,
  platform: string,
): string[] | undefined {
  if (text === ALL_EVENTS) return [ALL_EVENTS];
  return listOf(text, 'default', before, (name) => eventType(name, platform));
}

/** `message_created` and `trino.message_created` are the same event. */
function eventType(name: string, platform: string): string {
  const known = eventNames(platform);
  const short = name.startsWith(`${platform}.`) ? name.slice(platform.length + 1) : name;
  if (known.includes(short)) return `${platform}.${short}`;
  throw new UsageError(
    `${platform} has no event ${name}; use ${[...known, ALL_EVENTS].join(', ')}, or default (all that are not frequent)`,
  );
}

function authorsOf(text: string | undefined): Source['authors'] | undefined {
  if (text === undefined) return undefined;
  if (text === 'all') return [...AUTHORS];
  if (text === 'default') return newSource('new', 'trino', false).authors;
  return items(text).map((item) => {
    const author = AUTHORS.find((known) => known === item);
    if (author) return author;
    throw new UsageError(
      `There is no author ${item || '(empty)'}; use ${AUTHORS.join(', ')}, all, or default (customer)`,
    );
  });
}

function optionOr(
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
  throw new UsageError(`There is no processor ${name}; use one of ${known.join(', ')}, or default`);
}

function processorAddress(text: string): string {
  const url = URL.parse(text);
  if (url && (url.username !== '' || url.password !== '')) {
    throw new UsageError(
      '--processor-url must not contain user and password: Acuse signs its requests instead',
    );
  }
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && safe) return text;
  throw new UsageError('--processor-url needs an https URL (http only on this machine), or default');
}

function deadlineOf(
  text: string | undefined,
  { waits, answers, deadlineSeconds }: Source,
): number | undefined {
  if (text === undefined) return deadlineSeconds;
  if (text === 'default') return undefined;
  if (!waits && !answers) throw new UsageError('--deadline-seconds is only for sources that wait or answer');
  const { minimum, maximum } = sessionDeadlineSeconds;
  const seconds = /^\d{1,8}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= minimum && seconds <= maximum) return seconds;
  throw new UsageError(`--deadline-seconds needs ${minimum} to ${maximum} seconds (30 days), or default`);
}

/** The worker checks the list in the parameter of the stack. */
function functionName(text: string): string {
  if (parseFunctionArn(text) || /^[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]{1,128})?$/.test(text)) return text;
  throw new UsageError(
    '--processor-function needs the ARN or name of a function in ProcessorFunctionArns, or default',
  );
}

async function headerOf(before: Source['header'], input: SettingsInput): Promise<Source['header']> {
  const name = input.text('header');
  if (name === undefined) return before;
  if (name === 'none') return undefined;
  if (!/^[A-Za-z0-9-]{1,64}$/.test(name))
    throw new UsageError('--header needs the name of a header, or none');
  const value = await input.secret(`Value of the header ${name}`);
  return { name: name.toLowerCase(), digest: input.digest(name, value) };
}

async function signatureOf(before: Source['signature'], input: SettingsInput): Promise<Source['signature']> {
  const prefix = input.text('signature-prefix') ?? before?.prefix ?? CHATWOOT_PREFIX;
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(prefix))
    throw new UsageError('--signature-prefix needs the start of a header name');
  if (input.flag('no-signing-secret')) return undefined;
  const add = input.flag('add-signing-secret');
  if (!add && !input.flag('signing-secret')) return before && { ...before, prefix };
  const secret = await input.secret('Signing secret');
  return { prefix, secrets: [...(add ? (before?.secrets ?? []) : []), secret] };
}

/** Chatwoot posts to agent bots, so it is for the platform that is a Chatwoot. */
function agentBotOf(
  before: boolean | undefined,
  platform: string,
  input: SettingsInput,
): boolean | undefined {
  if (input.flag('no-agent-bot')) return undefined;
  if (!input.flag('agent-bot')) return before;
  if (platform === 'trino') return true;
  throw new UsageError('--agent-bot is only for trino: it is the webhook of an agent bot there');
}

// A source is one webhook URL that a user pastes into a platform, with its settings. Whether a Treble source waits is a setting,
// because a body does not tell it: the webhook on a path into a [REQUEST_TRIGGER] block looks like all others.
import {
  boolean,
  check,
  list,
  nonEmpty,
  type Output,
  object,
  oneOf,
  optional,
  positive,
  string,
} from '../../runtime/schema.ts';
import { AUTHORS, type InboundEvent } from '../delivery/event.ts';

const names = list(nonEmpty);
const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,62}$/.test(value);

const source = object({
  v: oneOf(1),
  /** Part of the URL, so it is short, lower case and never a secret. */
  id: check(isId, 'must be lower-case letters, digits and -'),
  /** The name of a platform in `platforms/list.ts`. */
  platform: nonEmpty,
  /** The path this URL stands on leads into a [REQUEST_TRIGGER] block. */
  waits: boolean,
  /** Switched off: acknowledged and not worked on. A wait is continued at once with the reason. */
  enabled: boolean,
  /** Removed: answered with 404. The record stays, so that a new source of this name does not get the old URL. */
  removed: boolean,
  /** Part of the token. While it is above the lowest, a rotation is under way and both URLs are valid. */
  generation: positive,
  lowestGeneration: positive,
  /** The only events to work on, or `ALL_EVENTS`; absent: all but noise. */
  events: optional(names),
  /** Only events that these caused are worked on. */
  authors: list(oneOf(...AUTHORS), 1),
  /** The only channels or inboxes to work on; absent: all. */
  channels: optional(names),
  /** Each message of a customer that deserves an answer is a wait. `always`: also while a person has the conversation. */
  answers: optional(oneOf('on', 'always')),
  /** The platform's API takes our calls with a key, which is kept apart from the settings. */
  hasApiKey: optional(boolean),
  /** The platform's API, instead of the stack's parameter. */
  apiBaseUrl: optional(nonEmpty),
  /** What an answering source says when there is no result: processor failed, or deadline. Absent: nothing. */
  fallback: optional(
    object({
      reply: optional(nonEmpty),
      intent: optional(nonEmpty),
      handoff: optional(object({ to: optional(nonEmpty) })),
    }),
  ),
  /** The intent that hands a conversation over, where the platform has no call for it. */
  handoffIntent: optional(nonEmpty),
  /** What does the long work, instead of the stack's `Processor`. */
  processor: optional(string),
  processorUrl: optional(string),
  /** What the processor id-card goes by, instead of the stack's parameters. */
  card: optional(
    object({ countries: optional(names), keys: optional(names), expectedKey: optional(string) }),
  ),
  /** What the processor lookup asks and answers: JSON, which only that processor reads. */
  lookup: optional(nonEmpty),
  /** How long a wait has, from receipt, instead of the stack's `SessionDeadlineSeconds`. */
  deadlineSeconds: optional(positive),
  /** A Lambda function of `ProcessorFunctionArns`, by ARN or name; absent: the first of them. */
  processorFunction: optional(string),
  /** Part of the secret that its processor verifies our calls with; absent: 1. Above the lowest, both secrets sign. */
  secretGeneration: optional(positive),
  lowestSecretGeneration: optional(positive),
  /** A header that must be there with the value of this digest. */
  header: optional(object({ name: string, digest: string })),
  /** Chatwoot's signature that must be there and fit one of the secrets. */
  signature: optional(object({ prefix: string, secrets: list(nonEmpty, 1) })),
  /** Chatwoot posts to it as to an agent bot, which it repeats after a 500 and not after a 503. */
  agentBot: optional(boolean),
  /** When its settings were last changed. Absent: never, or by an earlier version. */
  changedAtMs: optional(positive),
});

export type Source = Output<typeof source>;

/** Among a source's events: noise is worked on too. No event has this name. */
export const ALL_EVENTS = 'all';

/** The settings as they are stored. @throws {SchemaError} for text that are not settings of this version. */
export function parseSources(text: string): Source[] {
  return list(source)(JSON.parse(text));
}

export const printSources = (sources: readonly Source[]): string => JSON.stringify(sources);

/** A new source: on, first generation, and only events of the customer are worked on. */
export function newSource(id: string, platform: string, waits: boolean): Source {
  const first = { generation: 1, lowestGeneration: 1 };
  return { v: 1, id, platform, waits, enabled: true, removed: false, ...first, authors: ['customer'] };
}

/** All sources: those that are stored, and of the first sources those that nobody has changed. */
export function withFirstSources(first: readonly Source[], stored: readonly Source[]): Source[] {
  const changed = new Set(stored.map(({ id }) => id));
  return [...first.filter(({ id }) => !changed.has(id)), ...stored];
}

interface Facts extends Pick<InboundEvent, 'type' | 'author' | 'private' | 'noise'> {
  readonly unrecognised?: string | undefined;
  readonly channel?: string | undefined;
}

/**
 * Why an event is not worked on; undefined when it is. By default only events of the customer are worked on: otherwise a
 * processor that answers through the platform would be called with its own answer, for ever. An unrecognised event is passed on,
 * unless the source names its events.
 */
export function filteredBy(settings: Source, facts: Facts): 'event' | 'author' | 'channel' | undefined {
  const { events, authors, channels } = settings;
  const named = events?.includes(ALL_EVENTS) || events?.includes(facts.type);
  if (events ? !named : facts.noise) return 'event';
  if (facts.unrecognised !== undefined) return undefined;
  if (!authors.includes(facts.author)) return 'author';
  // Private notes are for operators: they are worked on only if the source names operators as authors.
  if (facts.private && !authors.includes('operator')) return 'author';
  if (channels && (facts.channel === undefined || !channels.includes(facts.channel))) return 'channel';
  return undefined;
}

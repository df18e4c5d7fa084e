// The values of placeholders: fields of the event, with the same names on all platforms, and variables of the
// conversation by their own names. docs/processors/lookup.md lists them.
import type { Job } from '../../core/delivery/job.ts';
import { findCustomer } from '../../platforms/customers.ts';
import { findText } from '../../platforms/texts.ts';
import { findVariable } from '../../platforms/variables.ts';
import { parseNumbersAsText } from '../json-as-written.ts';
import type { FindValue } from './template.ts';

export interface Subject {
  readonly job: Pick<
    Job,
    'source' | 'platform' | 'type' | 'eventId' | 'conversation' | 'channel' | 'receivedAtMs'
  >;
  /** The unchanged JSON of the platform. */
  readonly body: string;
}

const PREFIX = 'event.';

type ReadField = (job: Subject['job'], event: unknown) => string | undefined;

const FIELDS: Readonly<Record<string, ReadField>> = {
  'event.text': ({ platform }, event) => findText(platform)?.(event),
  'event.phone': ({ platform }, event) => findCustomer(platform)?.(event).phone,
  'event.name': ({ platform }, event) => findCustomer(platform)?.(event).name,
  'event.type': ({ type }) => type,
  'event.id': ({ eventId }) => eventId,
  'event.source': ({ source }) => source,
  'event.channel': ({ channel }) => channel,
  'event.conversation': ({ conversation }) => conversation,
  'event.receivedAt': ({ receivedAtMs }) => new Date(receivedAtMs).toISOString(),
};

export const EVENT_FIELDS: readonly string[] = Object.keys(FIELDS);

/** Whether a placeholder can have this name. A name without the prefix is a variable, of any name. */
export const isKnownName = (name: string): boolean => !name.startsWith(PREFIX) || Object.hasOwn(FIELDS, name);

/** Values come without the spaces around them. */
export function valuesOf({ job, body }: Subject): FindValue {
  // Numbers as they are written: a long one is often a document or an account.
  const event = parseNumbersAsText(body);
  return (name) => {
    const value = Object.hasOwn(FIELDS, name)
      ? FIELDS[name]?.(job, event)
      : findVariable(job.platform)?.(event, name);
    return value?.trim() || undefined;
  };
}

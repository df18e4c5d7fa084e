// Where a customer's photo is in an event: its URL, as each platform puts it.

import type { Platform } from '../../core/source/source.ts';
import { field, filledField, objectField, textField } from '../../platforms/fields.ts';
import { messageIn } from '../../platforms/trino/shape.ts';
import type { Task } from '../processor.ts';

/** `key`: the Treble variable that holds it; the empty text stands for the customer's answer. */
type FindPhoto = (body: unknown, key: string) => string | undefined;

const FINDERS: Record<Platform, FindPhoto> = {
  treble: (body, key) => urlAmong(key === '' ? answersOf(body) : [variable(body, key)]),
  botmaker: (body) =>
    urlAmong(
      objectsOf(field(body, 'messages'))
        .filter(isCustomers)
        .flatMap((message) => [filledField(message, 'image'), filledField(message, 'file')]),
    ),
  trino: (body) => {
    const attachments = objectsOf(field(messageIn(body), 'attachments'));
    const ofType = (type: string) =>
      attachments
        .filter((one) => textField(one, 'file_type') === type)
        .map((one) => filledField(one, 'data_url'));
    return urlAmong([...ofType('image'), ...ofType('file')]);
  },
};

/** Undefined where the customer has sent none. */
export function findPhoto({ job, body }: Pick<Task, 'job' | 'body'>, key: string): string | undefined {
  // What a bot or an operator sends is no photo of the customer's. Treble's webhooks all tell of the customer.
  if (job.platform !== 'treble' && job.author !== 'customer') return undefined;
  return FINDERS[job.platform](JSON.parse(body), key);
}

function answersOf(body: unknown): (string | undefined)[] {
  return [filledField(body, 'actual_response'), filledField(objectField(body, 'classified_answer'), 'text')];
}

function variable(body: unknown, key: string): string | undefined {
  const named = objectsOf(field(body, 'user_session_keys')).find((one) => textField(one, 'key') === key);
  return filledField(named, 'value');
}

/** As functions/platforms/botmaker/inbound.ts has it. */
function isCustomers(message: object): boolean {
  return (
    textField(message, 'from')?.toLowerCase() === 'user' || textField(message, 'fromCustomer') === 'true'
  );
}

function objectsOf(list: unknown): readonly object[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item: unknown) => typeof item === 'object' && item !== null);
}

/** The first that is a URL and nothing but a URL. */
function urlAmong(texts: readonly (string | undefined)[]): string | undefined {
  const trimmed = texts.map((text) => text?.trim() ?? '');
  return trimmed.find((text) => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text));
}

// Finds the photo in a Botmaker notification: only in messages of the customer.
import { field, filledField, objectsOf } from '../fields.ts';
import { urlAmong } from '../photo-url.ts';
import type { PhotoSearch } from '../platform.ts';
import { authorOf } from './inbound.ts';

export function findBotmakerPhoto(body: unknown, { author }: PhotoSearch): string | undefined {
  if (author !== 'customer') return undefined;
  const messages = objectsOf(field(body, 'messages')).filter((message) => authorOf(message) === 'customer');
  return urlAmong(
    messages.flatMap((message) => [filledField(message, 'image'), filledField(message, 'file')]),
  );
}

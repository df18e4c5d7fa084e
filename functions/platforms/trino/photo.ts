// Where a customer's photo is in a Chatwoot body: among the attachments of the message.
import { field, filledField, objectsOf, textField } from '../fields.ts';
import { urlAmong } from '../photo-url.ts';
import type { PhotoSearch } from '../platform.ts';
import { messageIn } from './shape.ts';

export function findTrinoPhoto(body: unknown, { author }: PhotoSearch): string | undefined {
  if (author !== 'customer') return undefined;
  const attachments = objectsOf(field(messageIn(body), 'attachments'));
  const urlsOf = (type: string) =>
    attachments
      .filter((one) => textField(one, 'file_type') === type)
      .map((one) => filledField(one, 'data_url'));
  return urlAmong([...urlsOf('image'), ...urlsOf('file')]);
}

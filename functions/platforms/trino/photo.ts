// Finds the photo in a Chatwoot body: in the attachments of the message.
import { field, filledField, objectsOf, textField } from '../fields.ts';
import { urlAmong } from '../photo-url.ts';
import type { PhotoSearch } from '../platform.ts';
import { messageIn } from './shape.ts';

export function findTrinoPhoto(body: unknown, { author }: PhotoSearch): string | undefined {
  if (author !== 'customer') return undefined;
  const attachments = objectsOf(field(messageIn(body), 'attachments'));
  const urlsOf = (type: string) =>
    attachments
      .filter((attachment) => textField(attachment, 'file_type') === type)
      .map((attachment) => filledField(attachment, 'data_url'));
  return urlAmong([...urlsOf('image'), ...urlsOf('file')]);
}

// What the customer wrote, by platform. Only the processor echo loads this file.

import { authorOf } from './botmaker/inbound.ts';
import { field, filledField, objectsOf } from './fields.ts';
import { byPlatform } from './list.ts';
import { messageIn } from './trino/shape.ts';

/** Of a customer's message. Undefined for platforms that do not answer single messages. */
export const findText = byPlatform<((body: unknown) => string | undefined) | undefined>({
  treble: undefined,
  botmaker: (body) =>
    objectsOf(field(body, 'messages'))
      .filter((message) => authorOf(message) === 'customer')
      .map((message) => filledField(message, 'message'))
      .find(Boolean),
  trino: (body) => filledField(messageIn(body), 'content'),
});

// What the customer wrote, by platform. Only processors load this file.

import { authorOf } from './botmaker/inbound.ts';
import { field, filledField, objectsOf } from './fields.ts';
import { byPlatform } from './list.ts';
import { trebleAnswers } from './treble/answers.ts';
import { messageIn } from './trino/shape.ts';

/** Of a customer's message or answer. Undefined if it has no text. */
export const findText = byPlatform<(body: unknown) => string | undefined>({
  treble: (body) => trebleAnswers(body).find(Boolean),
  botmaker: (body) =>
    objectsOf(field(body, 'messages'))
      .filter((message) => authorOf(message) === 'customer')
      .map((message) => filledField(message, 'message'))
      .find(Boolean),
  trino: (body) => filledField(messageIn(body), 'content'),
});

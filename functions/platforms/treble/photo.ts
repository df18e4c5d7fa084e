// Finds the photo in a Treble body: in the answer, or in a session variable.
import { field, filledField, objectField, objectsOf, textField } from '../fields.ts';
import { urlAmong } from '../photo-url.ts';
import type { PhotoSearch } from '../platform.ts';

/**
 * All Treble webhooks are about the customer, so the author is not checked. If the answer that Treble keeps in a
 * variable is a file, its URL is in the variable of that name with `_file_url` at the end. The first one may then be
 * missing.
 */
export function findTreblePhoto(body: unknown, { variable }: PhotoSearch): string | undefined {
  return urlAmong(
    variable === ''
      ? answersOf(body)
      : [variableOf(body, variable), variableOf(body, `${variable}_file_url`)],
  );
}

function answersOf(body: unknown): (string | undefined)[] {
  return [filledField(body, 'actual_response'), filledField(objectField(body, 'classified_answer'), 'text')];
}

function variableOf(body: unknown, variable: string): string | undefined {
  const keys = objectsOf(field(body, 'user_session_keys'));
  return filledField(
    keys.find((entry) => textField(entry, 'key') === variable),
    'value',
  );
}

// Finds the photo in a Treble body: in the answer, or in a session variable.
import { urlAmong } from '../photo-url.ts';
import type { PhotoSearch } from '../platform.ts';
import { trebleAnswers } from './answers.ts';
import { findTrebleVariable } from './variables.ts';

/**
 * All Treble webhooks are about the customer, so the author is not checked. If the answer that Treble keeps in a
 * variable is a file, its URL is in the variable of that name with `_file_url` at the end. The first one may then be
 * missing.
 */
export function findTreblePhoto(body: unknown, { variable }: PhotoSearch): string | undefined {
  return urlAmong(
    variable === ''
      ? trebleAnswers(body)
      : [findTrebleVariable(body, variable), findTrebleVariable(body, `${variable}_file_url`)],
  );
}

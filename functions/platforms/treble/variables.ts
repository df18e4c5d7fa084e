// The variables of a Treble session, as a webhook brings them.
import { field, filledField, objectsOf, textField } from '../fields.ts';

export function findTrebleVariable(body: unknown, name: string): string | undefined {
  const keys = objectsOf(field(body, 'user_session_keys'));
  return filledField(
    keys.find((entry) => textField(entry, 'key') === name),
    'value',
  );
}

// The variables of a Botmaker chat. They are in a body only if the webhook is set to include changed variables. The
// value is a text, or an object with the text.
import { field, filledField } from '../fields.ts';

export function findBotmakerVariable(body: unknown, name: string): string | undefined {
  const variables = field(body, 'variables');
  return filledField(variables, name) ?? filledField(field(variables, name), 'value');
}

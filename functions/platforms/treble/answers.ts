// What the customer answered, in a Treble body.
import { filledField, objectField } from '../fields.ts';

/** As it was written, then as the flow has classified it. */
export function trebleAnswers(body: unknown): (string | undefined)[] {
  return [filledField(body, 'actual_response'), filledField(objectField(body, 'classified_answer'), 'text')];
}

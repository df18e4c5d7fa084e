// The keys of a deployment, in the text of its one secret. The text is one plain key until the first rotation: it is then
// both the reference key and the current one. A rotation writes JSON with a field for each. docs/decisions/one-key.md.
import { nonEmpty, type Output, object, optional, readText, string } from '../../runtime/schema.ts';

const rotated = object({
  /**
   * Never rotated. It makes what is stored or compared with what is stored: references to conversations, ids of events,
   * digests of people and of headers; and the tokens of resume URLs.
   */
  reference: nonEmpty,
  /** Makes the tokens of webhook URLs and the secrets of processors. */
  current: nonEmpty,
  /** The current key before, valid beside it until the operator ends the rotation. */
  previous: optional(nonEmpty),
  /** When the current key was made, ISO 8601. Absent: not known. */
  since: optional(string),
});

export type Keys = Output<typeof rotated>;

/** What makes references only. */
export type ReferenceKey = Pick<Keys, 'reference'>;

/** What makes URLs and secrets only. */
export type RotatedKeys = Pick<Keys, 'current' | 'previous'>;

/** Undefined when the text is no such secret. */
export function parseKeys(text: string): Keys | undefined {
  if (!text.startsWith('{')) return text === '' ? undefined : { reference: text, current: text };
  try {
    return rotated(JSON.parse(text));
  } catch {
    // The error would quote the keys.
    return undefined;
  }
}

/** The keys that are valid for URLs and secrets, newest first. */
export const validKeys = ({ current, previous }: RotatedKeys): string[] =>
  previous === undefined ? [current] : [current, previous];

/** The environment variable `ACUSE_KEY`. */
export const keysVariable = readText(parseKeys, 'must be a key, or JSON with the keys reference and current');

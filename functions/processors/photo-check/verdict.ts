// What the check of a photo comes to: session variables that a flow can branch on. The words are documented for flow
// builders in docs/processors/photo-check.md, with what to tell the customer, so they stay what they are.
import * as v from 'valibot';
import type { ProcessorAnswer } from '../processor.ts';

export const PHOTO_PROBLEMS = [
  'not_found',
  'forbidden_address',
  'unreachable',
  'too_large',
  'not_an_image',
  'heic',
  'pdf',
  'unsupported',
  'too_small',
  'too_many_pixels',
  'damaged',
  'uniform',
] as const;

export type PhotoProblem = (typeof PHOTO_PROBLEMS)[number];

/** What was seen of a photo, as far as it went. It crosses from one thread to another. */
export const examined = v.object({
  problem: v.optional(v.picklist(PHOTO_PROBLEMS)),
  /** `jpeg`, `png`, `webp`, or what it is instead. */
  type: v.optional(v.string()),
  /** As a person sees it: turned the way that its EXIF says. */
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  bytes: v.optional(v.number()),
});

export type Examined = v.InferOutput<typeof examined>;

/** All six, always: what a session still holds from the photo before must not stand beside this one. */
export function verdictOf({ problem, type, width, height, bytes }: Examined): ProcessorAnswer {
  const values = {
    photo_ok: String(problem === undefined),
    photo_reason: problem ?? 'ok',
    photo_type: type ?? 'unknown',
    photo_width: String(width ?? 0),
    photo_height: String(height ?? 0),
    photo_bytes: String(bytes ?? 0),
  };
  return { kind: 'done', keys: Object.entries(values).map(([key, value]) => ({ key, value })) };
}

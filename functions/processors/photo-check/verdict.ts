// The verdict on a photo: session variables for the branches of a flow. docs/processors/photo-check.md documents the
// values for builders of flows, so they must not change.
import * as v from 'valibot';
import { PHOTO_PROBLEMS } from '../photo/problems.ts';
import type { ProcessorAnswer } from '../processor.ts';

/** In the order in which they are looked for. */
export const CHECK_PROBLEMS = [...PHOTO_PROBLEMS, 'uniform'] as const;

/** The result of an examination, which the thread sends. It can be incomplete. */
export const examined = v.object({
  problem: v.optional(v.picklist(CHECK_PROBLEMS)),
  /** `jpeg`, `png`, `webp`, or another type. */
  type: v.optional(v.string()),
  /** After the rotation of EXIF. */
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  bytes: v.optional(v.number()),
});

export type Examined = v.InferOutput<typeof examined>;

/** Always all six values, so that no value of an earlier photo stays in the session. */
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

// What can be wrong with a photo before anybody looks at what it shows. Builders of flows branch on these words
// (docs/processors), so they must not change.

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
] as const;

export type PhotoProblem = (typeof PHOTO_PROBLEMS)[number];

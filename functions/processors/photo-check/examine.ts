// Looks at a photo: what it is, whether it can be seen, and whether there is anything to see. Cheap questions first:
// nothing is unpacked that is not a photo, or would be larger than there is room for.

import { contrastOf } from './contrast.ts';
import { decoders } from './decode.ts';
import { readImageHead } from './image-head.ts';
import type { PhotoLimits } from './settings.ts';
import type { Examined, PhotoProblem } from './verdict.ts';

/** What a customer can be told more of than that it is no photo. */
const TOLD_APART: Readonly<Record<string, PhotoProblem>> = { heic: 'heic', pdf: 'pdf' };

export async function examine(file: Uint8Array<ArrayBuffer>, limits: PhotoLimits): Promise<Examined> {
  const bytes = file.byteLength;
  const head = readImageHead(file);
  if (!head) return { problem: 'not_an_image', bytes };
  const { type, width, height } = head;
  const seen = { type, bytes, ...(width > 0 && { width, height }) };
  const decoder = type === 'jpeg' || type === 'png' || type === 'webp' ? decoders[type] : undefined;
  if (!decoder) return { ...seen, problem: TOLD_APART[type] ?? 'unsupported' };
  const problem = problemOfSize(seen, limits);
  if (problem) return { ...seen, problem };
  const decode = await decoder();
  const pixels = await decode(file.buffer);
  if (typeof pixels === 'string') return { ...seen, problem: pixels };
  return contrastOf(pixels) < limits.minContrast ? { ...seen, problem: 'uniform' } : seen;
}

function problemOfSize(
  { bytes = 0, width = 0, height = 0 }: Examined,
  { minBytes, minPixels, maxMegapixels }: PhotoLimits,
): PhotoProblem | undefined {
  if (width * height > maxMegapixels * 1_000_000) return 'too_many_pixels';
  return Math.min(width, height) < minPixels || bytes < minBytes ? 'too_small' : undefined;
}

// Examines a photo: type, size, damage and contrast. The cheap checks come first, so only photos that fit into memory
// are decoded.

import { contrastOf } from './contrast.ts';
import { decoders } from './decode.ts';
import { readImageHead } from './image-head.ts';
import type { PhotoLimits } from './settings.ts';
import type { Examined, PhotoProblem } from './verdict.ts';

/** Types for which the customer gets a specific message. */
const SPECIFIC_PROBLEMS: Readonly<Record<string, PhotoProblem>> = { heic: 'heic', pdf: 'pdf' };

export async function examine(file: Uint8Array<ArrayBuffer>, limits: PhotoLimits): Promise<Examined> {
  const bytes = file.byteLength;
  const head = readImageHead(file);
  if (!head) return { problem: 'not_an_image', bytes };
  const { type, width, height } = head;
  const facts = { type, bytes, ...(width > 0 && { width, height }) };
  const decoder = type === 'jpeg' || type === 'png' || type === 'webp' ? decoders[type] : undefined;
  if (!decoder) return { ...facts, problem: SPECIFIC_PROBLEMS[type] ?? 'unsupported' };
  const problem = problemOfSize(facts, limits);
  if (problem) return { ...facts, problem };
  const decode = await decoder();
  const pixels = await decode(file.buffer);
  if (typeof pixels === 'string') return { ...facts, problem: pixels };
  return contrastOf(pixels) < limits.minContrast ? { ...facts, problem: 'uniform' } : facts;
}

function problemOfSize(
  { bytes = 0, width = 0, height = 0 }: Examined,
  { minBytes, minPixels, maxMegapixels }: PhotoLimits,
): PhotoProblem | undefined {
  if (width * height > maxMegapixels * 1_000_000) return 'too_many_pixels';
  return Math.min(width, height) < minPixels || bytes < minBytes ? 'too_small' : undefined;
}

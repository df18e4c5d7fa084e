// Unpacks a photo to pixels, in a thread. The cheap checks come first, so only photos that fit into memory are decoded.
import { decoders, type Pixels } from './decode.ts';
import { readImageHead } from './image-head.ts';
import type { PhotoProblem } from './problems.ts';
import type { PhotoLimits } from './settings.ts';

/** What the head of a file says. It can be incomplete. */
export interface PhotoFacts {
  readonly bytes: number;
  /** `jpeg`, `png`, `webp`, or another type. */
  readonly type?: string;
  /** After the rotation of EXIF. */
  readonly width?: number;
  readonly height?: number;
}

/** `pixels` only if there is no problem. They are not rotated. */
export type Unpacked =
  | { readonly facts: PhotoFacts; readonly problem: PhotoProblem }
  | { readonly facts: PhotoFacts; readonly problem?: undefined; readonly pixels: Pixels };

/** Types for which the customer gets a specific message. */
const SPECIFIC_PROBLEMS: Readonly<Record<string, PhotoProblem>> = { heic: 'heic', pdf: 'pdf' };

export async function unpack(file: Uint8Array<ArrayBuffer>, limits: PhotoLimits): Promise<Unpacked> {
  const bytes = file.byteLength;
  const head = readImageHead(file);
  if (!head) return { facts: { bytes }, problem: 'not_an_image' };
  const { type, width, height } = head;
  const facts = { type, bytes, ...(width > 0 && { width, height }) };
  const decoder = type === 'jpeg' || type === 'png' || type === 'webp' ? decoders[type] : undefined;
  if (!decoder) return { facts, problem: SPECIFIC_PROBLEMS[type] ?? 'unsupported' };
  const problem = problemOfSize(facts, limits);
  if (problem) return { facts, problem };
  const decode = await decoder();
  const pixels = await decode(file.buffer);
  return typeof pixels === 'string' ? { facts, problem: pixels } : { facts, pixels };
}

function problemOfSize(
  { bytes, width = 0, height = 0 }: PhotoFacts,
  { minBytes, minPixels, maxMegapixels }: PhotoLimits,
): PhotoProblem | undefined {
  if (width * height > maxMegapixels * 1_000_000) return 'too_many_pixels';
  return Math.min(width, height) < minPixels || bytes < minBytes ? 'too_small' : undefined;
}

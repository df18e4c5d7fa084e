// Examines a photo in its thread: type, size, damage and contrast.
import type { PhotoLimits } from '../photo/settings.ts';
import { unpack } from '../photo/unpack.ts';
import { contrastOf } from './contrast.ts';
import type { Examined } from './verdict.ts';

export interface CheckLimits extends PhotoLimits {
  /** Standard deviation of its brightness, in grey levels. */
  readonly minContrast: number;
}

export async function examine(file: Uint8Array<ArrayBuffer>, limits: CheckLimits): Promise<Examined> {
  const { facts, ...rest } = await unpack(file, limits);
  if (rest.problem !== undefined) return { ...facts, problem: rest.problem };
  return contrastOf(rest.pixels) < limits.minContrast ? { ...facts, problem: 'uniform' } : facts;
}

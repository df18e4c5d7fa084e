// Reads a card in a thread. Where that takes too long or too much memory, the photo counts as damaged.
import { codeOf, runInThread } from '../photo/run-in-thread.ts';
import type { PhotoLimits } from '../photo/settings.ts';
import { type CardLook, cardLook } from './answer.ts';
import type { CardRequest } from './card.ts';

export interface CardTask {
  readonly request: CardRequest;
  readonly limits: PhotoLimits;
}

/** @throws on errors of the thread, and when the signal aborts. */
export async function readInThread(
  file: Uint8Array<ArrayBuffer>,
  { request, limits: { minPixels, maxMegapixels, minBytes } }: CardTask,
  signal: AbortSignal,
): Promise<CardLook> {
  const data = { request, limits: { minPixels, maxMegapixels, minBytes } } satisfies CardTask;
  const look = await runInThread({ code: codeOf('card'), file, data, message: cardLook, signal });
  return look ?? { reason: 'damaged' };
}

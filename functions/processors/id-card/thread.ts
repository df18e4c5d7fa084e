// The thread that reads a card: it gets the photo and what is asked, sends the verdict and ends. What the card says
// about the person leaves it only where the request names it.
import { parentPort, workerData } from 'node:worker_threads';
import { unpack } from '../photo/unpack.ts';
import type { CardLook } from './answer.ts';
import { readCard } from './read-card.ts';
import type { CardTask } from './read-in-thread.ts';
import { zxingCodeReader } from './reader/zxing-code-reader.ts';

/** Of the time of a thread, 20 s: the rest is for its start, the decoder, and the end of a try that has begun. */
const READ_MS = 10_000;

const { file, request, limits }: CardTask & { file: Uint8Array<ArrayBuffer> } = workerData;

async function look(): Promise<CardLook> {
  const photo = await unpack(file, limits);
  if (photo.problem !== undefined) return { reason: photo.problem };
  const reading = readCard(photo.pixels, { ...request, endsAtMs: Date.now() + READ_MS }, zxingCodeReader());
  // The colours are read before the first try: 100 MB of a photo of 25 megapixels are free for the others.
  photo.pixels.data.buffer.transfer(0);
  return reading;
}

parentPort?.postMessage(await look());

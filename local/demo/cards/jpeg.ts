// Encodes a picture as a JPEG, by mozjpeg in WebAssembly.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import encode, { init } from '@jsquash/jpeg/encode.js';

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha, a byte each. */
  readonly data: Uint8ClampedArray;
}

const ENCODER_FILE = '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm';
let ready: Promise<void> | undefined;

/** `quality` from 1 to 100. Colours have half the resolution, as in the files of phones. */
export async function jpegOf(
  { width, height, data }: Picture,
  quality: number,
): Promise<Uint8Array<ArrayBuffer>> {
  ready ??= readFile(createRequire(import.meta.url).resolve(ENCODER_FILE)).then((wasmBinary) =>
    init({ wasmBinary }),
  );
  await ready;
  const file = await encode({ width, height, data } as Parameters<typeof encode>[0], { quality });
  return new Uint8Array(file);
}

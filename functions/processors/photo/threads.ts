// The threads that look at photos: their code, and the WebAssembly that it loads. The stack bundles and copies them.
import { CARD_READER_FILE } from '../id-card/reader-file.ts';
import { DECODER_FILES } from './decoder-files.ts';

/** `source` from functions/processors; `bundle` beside the worker's file. */
export const THREADS = {
  photo: { source: 'photo-check/thread.ts', bundle: 'photo-thread.mjs' },
  card: { source: 'id-card/thread.ts', bundle: 'card-thread.mjs' },
} as const;

/** For `require.resolve`: a deployment has them at the same place in its `node_modules`. */
export const WASM_FILES: readonly string[] = [...Object.values(DECODER_FILES), CARD_READER_FILE];

// The WebAssembly files of the decoders, for `require.resolve`. lib/photo-threads.ts copies them beside the thread.

export const DECODER_FILES = {
  jpeg: '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  png: '@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  webp: '@jsquash/webp/codec/dec/webp_dec.wasm',
} as const;

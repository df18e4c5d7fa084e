// The reader of codes, as Node.js finds it from this package. In a file of its own, so that the stack, which lays it
// beside the bundle, imports nothing else of the reader.
export const CARD_READER_FILE = 'zxing-wasm/reader/zxing_reader.wasm';

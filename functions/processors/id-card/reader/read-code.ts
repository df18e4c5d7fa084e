// Judges a code by the layouts. What is biometric is overwritten first, all of a code that no layout takes as well, and
// the rest once it is read.
//
// A PDF417 that no layout takes is not looked into: it may be the blue DNI of Peru or the Chilean card from before
// 2013, whose codes hold fingerprints. Nothing outside of their content tells them apart, so no country is told.
import type { Code } from './code-reader.ts';
import { readArgentine } from './layouts/argentina.ts';
import type { Reading, Today } from './layouts/card-code.ts';
import { readChilean } from './layouts/chile.ts';
import { colombianVariant, eraseBiometrics, readColombian } from './layouts/colombia.ts';
import { refusedQr } from './layouts/refused.ts';

export function readCode({ format, bytes, isValid }: Code, today: Today): Reading {
  try {
    if (!isValid) return 'unknown';
    return format === 'QRCode' ? readQr(bytes, today) : readPdf417(bytes, today);
  } finally {
    bytes.fill(0);
  }
}

function readQr(bytes: Uint8Array, today: Today): Reading {
  return refusedQr(bytes) ?? readChilean(bytes, today);
}

function readPdf417(bytes: Uint8Array, today: Today): Reading {
  const variant = colombianVariant(bytes);
  if (variant) {
    eraseBiometrics(bytes, variant);
    return readColombian(bytes, variant, today);
  }
  if (!isLine(bytes)) {
    bytes.fill(0);
    return 'unknown';
  }
  return readArgentine(bytes, today);
}

/** One line of text has no control characters. A template of a fingerprint has. */
const isLine = (bytes: Uint8Array) => bytes.every((byte) => byte >= 32);

// The body reader of each platform. Only ingest loads this file, to keep the other bundles small.
import type { ReadInbound } from '../core/delivery/event.ts';
import { readBotmaker } from './botmaker/inbound.ts';
import type { PlatformName } from './list.ts';
import { readTreble } from './treble/inbound.ts';
import { readTrino } from './trino/inbound.ts';

const READERS: Readonly<Record<PlatformName, ReadInbound>> = {
  treble: readTreble,
  botmaker: readBotmaker,
  trino: readTrino,
};

/** Undefined for a platform that this version does not know. */
export const findReader = (platform: string): ReadInbound | undefined =>
  Object.hasOwn(READERS, platform) ? READERS[platform as PlatformName] : undefined;

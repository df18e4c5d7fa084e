// Which adapter reads which platform's bodies. Ingest bundles this half of the adapters and no other.
import type { ReadInbound } from '../core/delivery/event.ts';
import type { Platform } from '../core/source/source.ts';
import { readBotmaker } from './botmaker/inbound.ts';
import { readTreble } from './treble/inbound.ts';
import { readTrino } from './trino/inbound.ts';

export const inbound: Record<Platform, ReadInbound> = {
  treble: readTreble,
  botmaker: readBotmaker,
  trino: readTrino,
};

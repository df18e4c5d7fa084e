// The body reader of each platform. Only ingest loads this file, to keep the other bundles small.
import type { ReadInbound } from '../core/delivery/event.ts';
import { readBotmaker } from './botmaker/inbound.ts';
import { byPlatform } from './list.ts';
import { readTreble } from './treble/inbound.ts';
import { readTrino } from './trino/inbound.ts';

export const findReader = byPlatform<ReadInbound>({
  treble: readTreble,
  botmaker: readBotmaker,
  trino: readTrino,
});

// Which adapter reads which platform's bodies. Ingest bundles this half of the adapters and no other.
import { type ReadInbound, unrecognised } from '../shared/domain/event.ts';
import type { Platform } from '../shared/domain/source.ts';
import { readTreble } from './treble/inbound.ts';

/** Acknowledged and passed on; nothing in the body is relied on. */
const unread =
  (platform: Platform): ReadInbound =>
  () =>
    unrecognised(platform, 'no_adapter');

export const inbound: Record<Platform, ReadInbound> = {
  treble: readTreble,
  botmaker: unread('botmaker'),
  trino: unread('trino'),
};

// The events that each platform sends, by the names that a source can be limited to. Only the command line loads this
// file.
import { botmakerEvents } from './botmaker/inbound.ts';
import { byPlatform } from './list.ts';
import { trebleEvents } from './treble/inbound.ts';
import { trinoEvents } from './trino/inbound.ts';

/** Without the name of the platform: `message_created`. The last one of each is what could not be recognised. */
export const eventNames = (platform: string): readonly string[] => [
  ...(NAMES(platform)?.() ?? []),
  'unrecognised',
];

const NAMES = byPlatform<() => readonly string[]>({
  treble: trebleEvents,
  botmaker: botmakerEvents,
  trino: trinoEvents,
});

// The signs of each platform that answers. Only the worker loads this file.
import { botmakerSigns } from './botmaker/signs.ts';
import { byPlatform } from './list.ts';
import type { PlatformSigns } from './platform-signs.ts';
import { trinoSigns } from './trino/signs.ts';

/** Undefined for platforms that do not answer single messages. */
export const findSigns = byPlatform<PlatformSigns | undefined>({
  treble: undefined,
  botmaker: botmakerSigns,
  trino: trinoSigns,
});

// The photo finder of each platform. Only the photo check loads this file.
import { findBotmakerPhoto } from './botmaker/photo.ts';
import { byPlatform } from './list.ts';
import type { FindPhoto } from './platform.ts';
import { findTreblePhoto } from './treble/photo.ts';
import { findTrinoPhoto } from './trino/photo.ts';

export const findPhotoFinder = byPlatform<FindPhoto>({
  treble: findTreblePhoto,
  botmaker: findBotmakerPhoto,
  trino: findTrinoPhoto,
});

// The photo finder of each platform. Only the photo check loads this file.
import { findBotmakerPhoto } from './botmaker/photo.ts';
import type { PlatformName } from './list.ts';
import type { FindPhoto } from './platform.ts';
import { findTreblePhoto } from './treble/photo.ts';
import { findTrinoPhoto } from './trino/photo.ts';

const FINDERS: Readonly<Record<PlatformName, FindPhoto>> = {
  treble: findTreblePhoto,
  botmaker: findBotmakerPhoto,
  trino: findTrinoPhoto,
};

/** Undefined for a platform that this version does not know. */
export const findPhotoFinder = (platform: string): FindPhoto | undefined =>
  Object.hasOwn(FINDERS, platform) ? FINDERS[platform as PlatformName] : undefined;

// The list of platforms. To add one, create its folder and add it here. The compiler then requires a line in
// each table that `byPlatform` makes.
import type { Source } from '../core/source/source.ts';
import { botmaker } from './botmaker/platform.ts';
import type { Platform } from './platform.ts';
import { treble } from './treble/platform.ts';
import { trino } from './trino/platform.ts';

const LIST = [treble, botmaker, trino] as const;

export const PLATFORMS: readonly Platform[] = LIST;

export type PlatformName = (typeof LIST)[number]['name'];

/** Makes a lookup of a table with all platforms. It returns undefined for a name that this version does not know. */
export const byPlatform =
  <T>(table: Readonly<Record<PlatformName, T>>) =>
  (name: string): T | undefined =>
    Object.hasOwn(table, name) ? table[name as PlatformName] : undefined;

/** Undefined for a name that this version does not know. */
export const findPlatform = (name: string): Platform | undefined =>
  PLATFORMS.find((platform) => platform.name === name);

/** The sources of a new deployment. A stored source with the same id replaces one. */
export const FIRST_SOURCES: readonly Source[] = PLATFORMS.flatMap(({ firstSources }) => firstSources);

export const findFirstSource = (id: string): Source | undefined =>
  FIRST_SOURCES.find((source) => source.id === id);

/** The scope in which conversation ids are unique; undefined if they are unique everywhere. */
export const conversationScope = ({ id, platform }: Pick<Source, 'id' | 'platform'>): string | undefined =>
  findPlatform(platform)?.hasUniqueConversations ? undefined : id;

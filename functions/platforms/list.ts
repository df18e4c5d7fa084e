// The platforms. To add one: its folder, its line here, and the line that the compiler then asks for in `readers.ts` and in
// `photos.ts`.
import type { Source } from '../core/source/source.ts';
import { botmaker } from './botmaker/platform.ts';
import type { Platform } from './platform.ts';
import { treble } from './treble/platform.ts';
import { trino } from './trino/platform.ts';

const LIST = [treble, botmaker, trino] as const;

export const PLATFORMS: readonly Platform[] = LIST;

export type PlatformName = (typeof LIST)[number]['name'];

/** Undefined for a name that this version does not know. */
export const findPlatform = (name: string): Platform | undefined =>
  PLATFORMS.find((platform) => platform.name === name);

/** The sources that every deployment starts with. What is stored under the same id takes their place. */
export const FIRST_SOURCES: readonly Source[] = PLATFORMS.flatMap(({ firstSources }) => firstSources);

export const findFirstSource = (id: string): Source | undefined =>
  FIRST_SOURCES.find((source) => source.id === id);

/** What a conversation's ids are unique within: undefined where they are unique by themselves. */
export const conversationScope = ({ id, platform }: Pick<Source, 'id' | 'platform'>): string | undefined =>
  findPlatform(platform)?.hasUniqueConversations ? undefined : id;

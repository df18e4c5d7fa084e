// What the program knows of a platform, and what each platform's folder gives. Each function loads only what it needs of
// them: facts from `list.ts`, bodies are read by `readers.ts`, photos found by `photos.ts`. The compiler asks for a
// platform's line in all three. What goes out to a platform stands in its `outbound.ts`.
import type { Source } from '../core/source/source.ts';

export interface Platform {
  /** Part of event types, tokens and settings: lower case, never changed. */
  readonly name: string;
  /** As the platform calls itself. */
  readonly label: string;
  /** False where the platform's conversation ids repeat from account to account: they then count within a source. */
  readonly hasUniqueConversations: boolean;
  /** Whether its conversations can stand still until we continue them. */
  readonly canWait: boolean;
  /** `none`: its bodies name no channel. `one webhook each`: two sources for one channel would be a mistake. */
  readonly channels: 'none' | 'many webhooks each' | 'one webhook each';
  /** Sources that every deployment starts with. */
  readonly firstSources: readonly Source[];
  /** Where the URL of a source is pasted, in the words of the platform's own screens. */
  whereToPaste(source: Pick<Source, 'waits'>): string;
}

/** The URL of the photo that the customer sent; undefined when there is none. Never throws. */
export type FindPhoto = (body: unknown, search: PhotoSearch) => string | undefined;

export interface PhotoSearch {
  readonly author: string;
  /** The variable that holds the URL; the empty text stands for the customer's answer. */
  readonly variable: string;
}

// What a platform is to the rest of the program. Each platform is one folder that exports one of these; the list is
// `list.ts`. What goes out to a platform stands in its `outbound.ts`, because ingest must not load it.
import type { ReadInbound } from '../core/delivery/event.ts';
import type { Source } from '../core/source/source.ts';

export interface Platform {
  /** Part of event types, tokens and settings: lower case, never changed. */
  readonly name: string;
  /** As the platform calls itself. */
  readonly label: string;
  /** Reads a body. Never throws. */
  readonly read: ReadInbound;
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
  /** The URL of the photo that the customer sent; undefined when there is none. */
  findPhoto(body: unknown, search: PhotoSearch): string | undefined;
}

export interface PhotoSearch {
  readonly author: string;
  /** The variable that holds the URL; the empty text stands for the customer's answer. */
  readonly variable: string;
}

// The interface of a platform. Each function loads only the parts that it needs: `list.ts` has the properties,
// `readers.ts` reads bodies, `event-names.ts` lists events, `photos.ts`, `texts.ts`, `variables.ts` and `customers.ts`
// find what a processor needs, `where-to-paste.ts` and `named-conversations.ts` are for people. The compiler requires each
// platform in all of them. Calls to a platform are in its `outbound.ts`.
import type { Source } from '../core/source/source.ts';

export interface Platform {
  /** Part of event types, tokens and settings: lower case, never changed. */
  readonly name: string;
  /** The name that users see. */
  readonly label: string;
  /** False if two accounts can have the same conversation id: ids are then unique only within a source. */
  readonly hasUniqueConversations: boolean;
  /** Whether its conversations can wait until Acuse continues them. */
  readonly canWait: boolean;
  /** Whether its sources can answer each message of a customer. */
  readonly canAnswer: boolean;
  /** `none`: its bodies do not name a channel. `one webhook each`: two sources for one channel are a mistake. */
  readonly channels: 'none' | 'many webhooks each' | 'one webhook each';
  /** The sources of a new deployment. */
  readonly firstSources: readonly Source[];
}

/** Where to paste the URL of a source, with the terms of the platform's screens. */
export type WhereToPaste = (source: Pick<Source, 'waits'>) => string;

/** The URL of the photo that the customer sent; undefined when there is none. Never throws. */
export type FindPhoto = (body: unknown, search: PhotoSearch) => string | undefined;

export interface PhotoSearch {
  readonly author: string;
  /** The variable with the URL; empty: the answer of the customer. */
  readonly variable: string;
}

// A source is one webhook URL that a user pastes into a platform. Whether a Treble source waits is a property
// of the source because nothing in the body tells: a webhook on a path into a [REQUEST_TRIGGER] block looks
// byte for byte like any other.

export type Platform = 'treble' | 'botmaker' | 'trino';

export interface Source {
  readonly id: string;
  readonly platform: Platform;
  /** The path this URL stands on leads into a [REQUEST_TRIGGER] block. */
  readonly waits: boolean;
  /** Goes into the token; a higher one revokes the URLs made before. */
  readonly generation: number;
}

/** The sources that every deployment starts with. */
export const SOURCES: readonly Source[] = [
  { id: 'treble', platform: 'treble', waits: true, generation: 1 },
  { id: 'treble-events', platform: 'treble', waits: false, generation: 1 },
  { id: 'botmaker', platform: 'botmaker', waits: false, generation: 1 },
  { id: 'trino', platform: 'trino', waits: false, generation: 1 },
];

export function findSource(id: string): Source | undefined {
  return SOURCES.find((source) => source.id === id);
}

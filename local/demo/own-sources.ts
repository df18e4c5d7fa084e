// The demonstration's own sources: stored while it runs, so that it can show the check of a photo, a card and an answer
// whatever the stack's processor and sources are.
import { newSource, type Source } from '../../functions/core/source/source.ts';
import type { SourceStore } from '../../functions/core/source/source-store.ts';
import { COUNTRIES } from '../../functions/processors/id-card/card.ts';

/** Never shown. If a run is killed during the demonstration they stay stored; the next demonstration removes them. */
/** In place of the first source while no processor is chosen, so that the first conversation gets a result. */
export const FIRST_SOURCE: Source = { ...newSource('demo-first', 'treble', true), processor: 'echo' };
export const PHOTO_SOURCE: Source = {
  ...newSource('demo-photo', 'treble', true),
  processor: 'photo-check',
};
export const CARD_SOURCE: Source = {
  ...newSource('demo-card', 'treble', true),
  processor: 'id-card',
  card: { countries: [...COUNTRIES], keys: [], expectedKey: '' },
};
export const ANSWER_SOURCE: Source = {
  ...newSource('demo-answer', 'trino', false),
  processor: 'echo',
  answers: 'on',
  hasApiKey: true,
};

export const isDemoSource = ({ id }: Pick<Source, 'id'>): boolean =>
  [FIRST_SOURCE, PHOTO_SOURCE, CARD_SOURCE, ANSWER_SOURCE].some((own) => own.id === id);

/** The secret with the platforms' keys, a JSON object by source. */
export interface StoredApiKeys {
  read(): Record<string, string>;
  write(keys: Readonly<Record<string, string>>): void;
}

export interface OwnSourcesPorts {
  readonly store: SourceStore;
  readonly apiKeys: StoredApiKeys;
}

/** Any text is right for the simulator. */
const API_KEY = 'demonstration';

/** Calls `work` while these sources, and a key for each that needs one, are stored. */
export async function withOwnSources<T>(
  sources: readonly Source[],
  { store, apiKeys }: OwnSourcesPorts,
  work: () => Promise<T>,
): Promise<T> {
  const withKey = sources.filter(({ hasApiKey }) => hasApiKey).map(({ id }) => id);
  if (withKey.length > 0)
    apiKeys.write({ ...apiKeys.read(), ...Object.fromEntries(withKey.map((id) => [id, API_KEY])) });
  await replace(store, sources);
  try {
    return await work();
  } finally {
    await replace(store, []);
    if (withKey.length > 0) apiKeys.write(without(apiKeys.read(), withKey));
  }
}

const without = (keys: Readonly<Record<string, string>>, ids: readonly string[]) =>
  Object.fromEntries(Object.entries(keys).filter(([id]) => !ids.includes(id)));

/** Somebody else may change the sources at the same time. */
const ATTEMPTS = 5;

async function replace(store: SourceStore, own: readonly Source[]): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { sources, version } = await store.read();
    const others = sources.filter((source) => !isDemoSource(source));
    if ((await store.write([...others, ...own], version)) === 'written') return;
  }
  throw new Error(`The sources were changed ${ATTEMPTS} times at the same time. Start again.`);
}

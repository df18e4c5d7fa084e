// What the terminal says about the sources of each platform: the platform's label, and where its URL is pasted.
import type { Platform } from '../functions/core/source/source.ts';

export interface PlatformText {
  readonly label: string;
  whereToPaste(source: { readonly waits: boolean }): string;
}

export const PLATFORM_TEXTS: Readonly<Record<Platform, PlatformText>> = {
  treble: {
    label: 'Treble',
    whereToPaste: ({ waits }) =>
      waits
        ? 'on a path into a [REQUEST_TRIGGER] block; the conversation waits and is continued'
        : 'every other webhook; nothing waits',
  },
  botmaker: { label: 'Botmaker', whereToPaste: () => 'a channel’s webhook' },
  trino: { label: 'Trino AI', whereToPaste: () => 'a webhook of the account or an inbox' },
};

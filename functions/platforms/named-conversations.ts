// A conversation by the id that people see in the platform. Only the command line loads this file.
import type { Source } from '../core/source/source.ts';
import { byPlatform } from './list.ts';

/** The conversations that the id may mean, each as the readers identify it; none where the id does not tell it alone. */
export const conversationsNamed = byPlatform<
  (id: string, source: Pick<Source, 'channels'>) => readonly (readonly string[])[]
>({
  treble: (id) => [['treble', id]],
  // The contact, in each channel of the source: the channel is a part of the conversation.
  botmaker: (id, { channels = [] }) =>
    channels.map((channel) => ['botmaker', channel, id.replace(/^\+(?=\d)/, '')]),
  trino: (id) => [['trino', id]],
});

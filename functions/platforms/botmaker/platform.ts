// Botmaker: one webhook for each channel.
import { newSource } from '../../core/source/source.ts';
import type { Platform } from '../platform.ts';

export const botmaker = {
  name: 'botmaker',
  label: 'Botmaker',
  hasUniqueConversations: false,
  canWait: false,
  channels: 'one webhook each',
  firstSources: [newSource('botmaker', 'botmaker', false)],
  whereToPaste: () => 'Botmaker: webhook of the channel',
} as const satisfies Platform;

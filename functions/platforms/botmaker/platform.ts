// Botmaker: one webhook for each channel.
import { newSource } from '../../core/source/source.ts';
import type { Platform, WhereToPaste } from '../platform.ts';

export const botmaker = {
  name: 'botmaker',
  label: 'Botmaker',
  hasUniqueConversations: false,
  canWait: false,
  canAnswer: true,
  channels: 'one webhook each',
  firstSources: [newSource('botmaker', 'botmaker', false)],
} as const satisfies Platform;

export const whereToPasteBotmaker: WhereToPaste = () => 'Botmaker: webhook of the channel';

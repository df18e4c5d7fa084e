// Botmaker: one webhook for each channel.
import { newSource } from '../../core/source/source.ts';
import type { Platform } from '../platform.ts';
import { readBotmaker } from './inbound.ts';
import { findBotmakerPhoto } from './photo.ts';

export const botmaker: Platform = {
  name: 'botmaker',
  label: 'Botmaker',
  read: readBotmaker,
  hasUniqueConversations: false,
  canWait: false,
  channels: 'one webhook each',
  firstSources: [newSource('botmaker', 'botmaker', false)],
  whereToPaste: () => 'Botmaker: webhook of the channel',
  findPhoto: findBotmakerPhoto,
};

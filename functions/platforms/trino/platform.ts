// Trino AI: a Chatwoot under another name.
import { newSource } from '../../core/source/source.ts';
import type { Platform } from '../platform.ts';
import { readTrino } from './inbound.ts';
import { findTrinoPhoto } from './photo.ts';

export const trino: Platform = {
  name: 'trino',
  label: 'Trino AI',
  read: readTrino,
  hasUniqueConversations: false,
  canWait: false,
  channels: 'many webhooks each',
  firstSources: [newSource('trino', 'trino', false)],
  whereToPaste: () => 'Trino AI: Settings › Integrations › Webhooks',
  findPhoto: findTrinoPhoto,
};

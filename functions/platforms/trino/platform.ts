// Trino AI: a Chatwoot under another name.
import { newSource } from '../../core/source/source.ts';
import type { Platform, WhereToPaste } from '../platform.ts';

export const trino = {
  name: 'trino',
  label: 'Trino AI',
  hasUniqueConversations: false,
  canWait: false,
  canAnswer: true,
  channels: 'many webhooks each',
  firstSources: [newSource('trino', 'trino', false)],
} as const satisfies Platform;

export const whereToPasteTrino: WhereToPaste = () => 'Trino AI: Settings › Integrations › Webhooks';

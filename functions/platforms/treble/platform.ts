// Treble: flow webhooks and the webhook centre. Its conversations can wait at a [REQUEST_TRIGGER] block.
import { newSource } from '../../core/source/source.ts';
import type { Platform, WhereToPaste } from '../platform.ts';

export const treble = {
  name: 'treble',
  label: 'Treble',
  hasUniqueConversations: true,
  canWait: true,
  canAnswer: false,
  channels: 'none',
  firstSources: [newSource('treble', 'treble', true), newSource('treble-events', 'treble', false)],
} as const satisfies Platform;

export const whereToPasteTreble: WhereToPaste = ({ waits }) =>
  waits
    ? 'Treble, flow editor: webhook on the arrow into the [REQUEST_TRIGGER] block'
    : 'Treble: the other webhooks of a flow, and the webhook centre (Settings › Webhooks)';

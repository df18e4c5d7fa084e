import { hmac } from '../../runtime/hmac.ts';
import type { Source } from '../source/source.ts';

/**
 * The reference that stands for a conversation wherever others can look: logs, queue attributes, table keys.
 * `conversation` is the platform's own identification of it (for Treble the session id, a bearer secret). Treble's
 * ids are unique; those of the other platforms repeat from account to account, so they count within their source.
 * 192 bits of the HMAC: short enough to read, long enough never to collide. It never starts with a dash, which a
 * command line would take for an option.
 */
export function conversationReference(
  key: string,
  { id, platform }: Pick<Source, 'id' | 'platform'>,
  conversation: readonly string[],
): string {
  const parts = platform === 'treble' ? conversation : [id, ...conversation];
  return hmac(key, 'conversation', parts).replace(/^-+/, '').slice(0, 32);
}

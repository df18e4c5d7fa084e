// The reference that stands for a conversation wherever others can look: logs, queue attributes, table keys.

import { hmac } from '../../runtime/hmac.ts';
import type { ReferenceKey } from '../key/keys.ts';

/**
 * `scope`: the source's id where the platform's conversation ids repeat from account to account; undefined where they
 * are unique. `conversation`: the platform's own identification (for Treble the session id, a bearer secret).
 * Returns 192 bits of the HMAC, which is short enough to read and long enough never to collide. It never starts with a
 * dash, because a command line would take that for an option.
 */
export function conversationReference(
  { reference }: ReferenceKey,
  scope: string | undefined,
  conversation: readonly string[],
): string {
  const parts = scope === undefined ? conversation : [scope, ...conversation];
  return hmac(reference, 'conversation', parts).replace(/^-+/, '').slice(0, 32);
}

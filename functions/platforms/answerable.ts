// A customer's message that deserves an answer: on a source that answers it is a wait of its own.
import type { InboundEvent } from '../core/delivery/event.ts';

/**
 * Without an address it cannot be answered. `key`: what makes two deliveries the same message; it names one message, so
 * an equal one is a repeat and never a second visit.
 */
export const answerable = (
  address: string | undefined,
  key: readonly string[],
): Pick<InboundEvent, 'wait'> =>
  address === undefined
    ? {}
    : { wait: { sessionId: address, effect: 'opens', identity: key, hasOwnTime: true } };

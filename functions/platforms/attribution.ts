// Attribution: who caused an event, in the terms that all platforms share.
import type { Author, InboundEvent } from '../core/delivery/event.ts';

export type Attribution = Pick<InboundEvent, 'direction' | 'author' | 'private' | 'noise'>;

/** A message of the customer. */
export const BY_CUSTOMER: Attribution = {
  direction: 'inbound',
  author: 'customer',
  private: false,
  noise: false,
};

/** A message to the customer from the company: from an operator or a bot. */
export function byCompany(author: Author): Attribution {
  return { direction: 'outbound', author, private: false, noise: false };
}

/** An event of the platform itself: a status, a change, an end. */
export const BY_PLATFORM: Attribution = { direction: 'none', author: 'system', private: false, noise: false };

/** The conversation and the channel of an event, if the body names them. */
export type Location = Pick<InboundEvent, 'conversation' | 'channel'>;

/** Real names of channels are much shorter. A longer one could fill a queue message. */
const MAX_CHANNEL_LENGTH = 200;

/** Without the parts that are not known. */
export function location(conversation: readonly string[] | undefined, channel: string | undefined): Location {
  const named = channel !== undefined && channel.length <= MAX_CHANNEL_LENGTH;
  return { ...(conversation && { conversation }), ...(named && { channel }) };
}

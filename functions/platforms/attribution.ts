// Whose doing an event was, in the words that all platforms share.
import type { Author, InboundEvent } from '../core/delivery/event.ts';

export type Attribution = Pick<InboundEvent, 'direction' | 'author' | 'private' | 'noise'>;

/** What the customer said. */
export const BY_CUSTOMER: Attribution = {
  direction: 'inbound',
  author: 'customer',
  private: false,
  noise: false,
};

/** What somebody, or something, said to the customer in the company's name. */
export function byCompany(author: Author): Attribution {
  return { direction: 'outbound', author, private: false, noise: false };
}

/** What the platform tells of itself: a status, a change, an end. */
export const BY_PLATFORM: Attribution = { direction: 'none', author: 'system', private: false, noise: false };

/** Which conversation and which channel an event belongs to, where the body tells. */
export type Location = Pick<InboundEvent, 'conversation' | 'channel'>;

/** No platform's name for a channel comes near it; a body's could fill a queue's message. */
const MAX_CHANNEL_LENGTH = 200;

/** Leaves out what is not known. */
export function location(conversation: readonly string[] | undefined, channel: string | undefined): Location {
  const named = channel !== undefined && channel.length <= MAX_CHANNEL_LENGTH;
  return { ...(conversation && { conversation }), ...(named && { channel }) };
}

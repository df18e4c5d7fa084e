// The webhooks of a kill run. Each has a number of its own in its text, `kill-17-`, by which it is found again at Treble,
// at the processor, or in the error log.
export const KINDS = ['wait', 'treble', 'botmaker', 'trino'] as const;

export type Kind = (typeof KINDS)[number];

/** Where each kind is posted. */
export const SOURCE: Record<Kind, string> = {
  wait: 'treble',
  treble: 'treble-events',
  botmaker: 'botmaker',
  trino: 'trino',
};

/** Events of a platform belong to so many conversations. Each wait is a conversation of its own. */
const CONVERSATIONS = 7;
/** Larger than a message of a queue may be. */
const LARGE = 300 * 1024;

const nameOf = (number: number) => `kill-${number}-`;

/** The numbers of the webhooks that a text is about. */
export const numbersIn = (text: string): number[] => [
  ...new Set([...text.matchAll(/kill-(\d+)-/g)].map(([, number]) => Number(number))),
];

export function webhookOf(kind: Kind, number: number, large: boolean): string {
  const name = nameOf(number);
  const text = large ? `${name} ${'x'.repeat(LARGE)}` : name;
  const conversation = number % CONVERSATIONS;
  const at = new Date().toISOString();
  switch (kind) {
    case 'wait':
      return JSON.stringify({ session_id: name, question: { type: 'image' }, actual_response: text });
    case 'treble':
      return JSON.stringify({
        session_id: `session-${conversation}`,
        question: { type: 'open' },
        responded_at: at,
        actual_response: text,
      });
    case 'botmaker':
      return JSON.stringify({
        type: 'message',
        chatChannelId: 'channel',
        contactId: `contact-${conversation}`,
        messages: [{ _id_: name, date: at, message: text, from: 'user', fromCustomer: true }],
      });
    case 'trino':
      return JSON.stringify({
        event: 'message_created',
        account: { id: 1 },
        inbox: { id: 1 },
        id: number,
        content: text,
        created_at: at,
        message_type: 'incoming',
        private: false,
        conversation: {
          id: conversation,
          inbox_id: 1,
          channel: 'Channel::Api',
          status: 'open',
          messages: [],
        },
        sender: { id: 1, name: 'Prueba' },
      });
  }
}

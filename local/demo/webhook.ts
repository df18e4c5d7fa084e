// The webhook of the demonstration, with invented values.

interface WebhookValues {
  readonly sessionId: string;
  readonly now: Date;
  readonly photoUrl: string;
  /** The variable that holds the photo's URL; the empty text for none. */
  readonly photoKey: string;
}

/**
 * A flow webhook on a path that leads into a [REQUEST_TRIGGER] block, as Treble's help center describes the message
 * response (webhooks/conversation-editor/message-response-api). Colombia has not assigned the number range.
 */
export function demoWebhook({ sessionId, now, photoUrl, photoKey }: WebhookValues): object {
  const timestamp = (agoMs: number) =>
    new Date(now.getTime() - agoMs).toISOString().replace('T', ' ').replace('Z', '000');
  return {
    country_code: '+57',
    cellphone: '3990000001',
    session_id: sessionId,
    conversation_id: '190214',
    question: { type: 'open', text: 'Envíanos una foto de tu cédula 📷' },
    sent_at: timestamp(42_000),
    sent_text: 'Hola, Lucía. Envíanos una foto de tu cédula 📷',
    responded_at: timestamp(900),
    actual_response: photoUrl,
    classified_answer: { text: photoUrl },
    user_session_keys: [
      { key: 'nombre', value: 'Lucía', type: null },
      { key: 'pedido', value: 'A-1042', type: null },
      ...(photoKey === '' ? [] : [{ key: photoKey, value: photoUrl, type: null }]),
    ],
  };
}

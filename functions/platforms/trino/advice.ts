// Advice for the operator when Trino AI refuses a call of an answer.
import type { RefusedAdvice } from '../../core/reason/advice.ts';

export const trinoRefused: RefusedAdvice = {
  en: (status) => ({
    summary: `Trino AI refused a call of the answer (${status})`,
    action:
      'What came before it in the answer was sent, and what follows it was not. 404: the conversation was deleted, or the source’s key is of another account. 422: Chatwoot does not take the message, or an attribute, as it is. Look into the conversation, because a message may stand there all the same. If the cause is mended, replay, which sends the rest; if not, dismiss the entry.',
  }),
  es: (status) => ({
    summary: `Trino AI rechazó una llamada de la respuesta (${status})`,
    action:
      'Lo anterior de la respuesta se envió; lo que sigue, no. 404: la conversación fue eliminada, o la clave de la fuente es de otra cuenta. 422: Chatwoot no acepta el mensaje, o un atributo, como está. Mire la conversación, porque un mensaje puede estar allí igualmente. Si la causa está corregida, reprocese: se envía el resto; si no, descarte la entrada.',
  }),
  pt: (status) => ({
    summary: `Trino AI recusou uma chamada da resposta (${status})`,
    action:
      'O que vem antes na resposta foi enviado; o que vem depois, não. 404: a conversa foi removida, ou a chave da fonte é de outra conta. 422: o Chatwoot não aceita a mensagem, ou um atributo, como está. Veja a conversa, porque uma mensagem pode estar lá mesmo assim. Se a causa está corrigida, reprocesse: o resto é enviado; se não, descarte a entrada.',
  }),
};

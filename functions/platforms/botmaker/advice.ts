// Advice for the operator when Botmaker refuses a call of an answer.
import type { RefusedAdvice } from '../../core/reason/advice.ts';

export const botmakerRefused: RefusedAdvice = {
  en: (status) => ({
    summary: `Botmaker refused a call of the answer (${status})`,
    action:
      'What came before it in the answer was sent, and what follows it was not. The usual causes: an intent that the bot does not have (name it by its id), a kind of file that the channel does not take, or a chat that Botmaker has put away after two months. Look into the chat. If the cause is mended, replay, which sends the rest; if not, dismiss the entry.',
  }),
  es: (status) => ({
    summary: `Botmaker rechazó una llamada de la respuesta (${status})`,
    action:
      'Lo anterior de la respuesta se envió; lo que sigue, no. Las causas habituales: una intención que el bot no tiene (indíquela por su id), un tipo de archivo que el canal no acepta, o un chat que Botmaker archivó después de dos meses. Mire el chat. Si la causa está corregida, reprocese: se envía el resto; si no, descarte la entrada.',
  }),
  pt: (status) => ({
    summary: `Botmaker recusou uma chamada da resposta (${status})`,
    action:
      'O que vem antes na resposta foi enviado; o que vem depois, não. As causas habituais: uma intenção que o bot não tem (indique-a pelo id), um tipo de arquivo que o canal não aceita, ou um chat que o Botmaker arquivou depois de dois meses. Veja o chat. Se a causa está corrigida, reprocesse: o resto é enviado; se não, descarte a entrada.',
  }),
};

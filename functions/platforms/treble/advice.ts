// Advice for the operator when Treble refuses a session update.
import type { RefusedAdvice } from '../../core/reason/advice.ts';

export const trebleRefused: RefusedAdvice = {
  en: (status) => ({
    summary: `Treble refused to continue the conversation (${status})`,
    action:
      'There are two possible causes. If no conversation was waiting at a [REQUEST_TRIGGER] block, paste the URL of a source that does not wait into that webhook. If the update arrived before the flow, raise `ResumeDelayMs`. Acuse does not try again, so open the conversation in Treble. If it is still waiting, replay the entry: that sends the same decision. If not, dismiss the entry.',
  }),
  es: (status) => ({
    summary: `Treble rechazó continuar la conversación (${status})`,
    action:
      'Hay dos causas posibles. Si ninguna conversación esperaba en un bloque [REQUEST_TRIGGER], pegue en ese webhook la URL de una fuente que no espera. Si la actualización llegó antes que el flujo, suba `ResumeDelayMs`. Acuse no lo intenta otra vez, así que abra la conversación en Treble. Si todavía espera, reprocese la entrada: se envía la misma decisión. Si no, descártela.',
  }),
  pt: (status) => ({
    summary: `Treble recusou continuar a conversa (${status})`,
    action:
      'Há duas causas possíveis. Se nenhuma conversa esperava em um bloco [REQUEST_TRIGGER], cole nesse webhook a URL de uma fonte que não espera. Se a atualização chegou antes do fluxo, aumente `ResumeDelayMs`. O Acuse não tenta de novo, então abra a conversa no Treble. Se ainda espera, reprocesse a entrada: a mesma decisão é enviada. Se não, descarte-a.',
  }),
};

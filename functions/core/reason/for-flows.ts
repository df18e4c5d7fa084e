// What `acuse_reason` means to people who build flows, and what their flow does about it, in three languages. No
// function loads it: the pages docs/reasons.md, docs/es/reasons.md and docs/pt/reasons.md are printed from it. The
// compiler asks for every reason.
import type { DecisionReason } from './reason.ts';

export const LANGUAGES = ['en', 'es', 'pt'] as const;

export type Language = (typeof LANGUAGES)[number];

type Texts = Readonly<Record<Language, string>>;

/** What a flow can do. */
export const FLOW_ACTIONS = {
  /** Nobody gets a result until an operator has corrected something. */
  tellOperator: {
    en: 'Pass to a person, and tell who operates Acuse: it stays so until they correct it',
    es: 'Pasa a un asesor y avisa a quien opera Acuse: no se arregla solo',
    pt: 'Passe para um atendente e avise quem opera o Acuse: não se resolve sozinho',
  },
  /** It may work the next time. */
  tryLater: {
    en: 'Say that it does not work right now, and offer another try or a person. If it comes often, tell who operates Acuse',
    es: 'Di que en este momento no se puede, y ofrece otro intento o un asesor. Si pasa seguido, avisa a quien opera Acuse',
    pt: 'Diga que no momento não é possível, e ofereça outra tentativa ou um atendente. Se for frequente, avise quem opera o Acuse',
  },
  /** The result is not lost for the customer: it is only late. */
  sayLate: {
    en: 'Say that it takes longer, and pass to a person',
    es: 'Di que toma más tiempo y pasa a un asesor',
    pt: 'Diga que vai demorar mais e passe para um atendente',
  },
  /** Something about what the customer sent. */
  askAgain: {
    en: 'Ask the customer again, then pass to a person',
    es: 'Pide el dato otra vez y, si se repite, pasa a un asesor',
    pt: 'Peça o dado de novo e, se repetir, passe para um atendente',
  },
  /** The settings of the source want it. */
  isMeant: {
    en: 'Go on without a result. If it was not meant, tell who operates Acuse',
    es: 'Sigue sin resultado. Si no era la intención, avisa a quien opera Acuse',
    pt: 'Siga sem resultado. Se não era a intenção, avise quem opera o Acuse',
  },
} as const satisfies Readonly<Record<string, Texts>>;

export interface ForFlows {
  readonly means: Texts;
  readonly action: keyof typeof FLOW_ACTIONS;
}

export const FOR_FLOWS: Readonly<Record<DecisionReason, ForFlows>> = {
  deadline: {
    means: {
      en: 'No result came in time',
      es: 'El resultado no llegó a tiempo',
      pt: 'O resultado não chegou a tempo',
    },
    action: 'sayLate',
  },
  no_processor: {
    means: {
      en: 'Nobody has been chosen yet to do the work, as in a new installation',
      es: 'Todavía no se eligió quién hace el trabajo, como en una instalación nueva',
      pt: 'Ainda não foi escolhido quem faz o trabalho, como em uma instalação nova',
    },
    action: 'tellOperator',
  },
  processor_rejected: {
    means: {
      en: 'The processor says that it cannot do this: often because of what the customer sent',
      es: 'El proceso dice que esto no lo puede hacer: muchas veces por lo que envió el cliente',
      pt: 'O processo diz que não pode fazer isto: muitas vezes pelo que o cliente enviou',
    },
    action: 'askAgain',
  },
  photo_unreachable: {
    means: {
      en: 'The photo could not be downloaded',
      es: 'No se pudo descargar la foto',
      pt: 'Não foi possível baixar a foto',
    },
    action: 'askAgain',
  },
  processor_error: {
    means: {
      en: 'The processor failed at every attempt',
      es: 'El proceso falló en todos los intentos',
      pt: 'O processo falhou em todas as tentativas',
    },
    action: 'tryLater',
  },
  processor_timeout: {
    means: {
      en: 'The processor took too long at every attempt',
      es: 'El proceso tardó demasiado en todos los intentos',
      pt: 'O processo demorou demais em todas as tentativas',
    },
    action: 'tryLater',
  },
  processor_unreachable: {
    means: {
      en: 'The processor could not be reached',
      es: 'No hubo conexión con el proceso',
      pt: 'Não houve conexão com o processo',
    },
    action: 'tryLater',
  },
  processor_throttled: {
    means: {
      en: 'The processor had no room for one more piece of work',
      es: 'El proceso no tenía capacidad para un trabajo más',
      pt: 'O processo não tinha capacidade para mais um trabalho',
    },
    action: 'tryLater',
  },
  processor_paused: {
    means: {
      en: 'The processor failed for many customers, so it was not called for a while',
      es: 'El proceso falló con muchos clientes, así que no se le llamó por un rato',
      pt: 'O processo falhou com muitos clientes, então não foi chamado por um tempo',
    },
    action: 'tryLater',
  },
  worker_crashed: {
    means: {
      en: 'Acuse’s worker ended abruptly at every attempt',
      es: 'El trabajador de Acuse se detuvo de golpe en todos los intentos',
      pt: 'O trabalhador do Acuse parou de repente em todas as tentativas',
    },
    action: 'tryLater',
  },
  processor_crashed: {
    means: {
      en: 'The work on this message ended abruptly at every attempt',
      es: 'El trabajo con este mensaje se detuvo de golpe en todos los intentos',
      pt: 'O trabalho com esta mensagem parou de repente em todas as tentativas',
    },
    action: 'tryLater',
  },
  processor_bad_answer: {
    means: {
      en: 'The processor’s answer could not be understood',
      es: 'No se entendió la respuesta del proceso',
      pt: 'A resposta do processo não foi entendida',
    },
    action: 'tellOperator',
  },
  processor_redirected: {
    means: {
      en: 'The processor has moved to another address',
      es: 'El proceso cambió de dirección',
      pt: 'O processo mudou de endereço',
    },
    action: 'tellOperator',
  },
  processor_forbidden: {
    means: {
      en: 'Acuse may not call the processor',
      es: 'Acuse no tiene permiso para llamar al proceso',
      pt: 'O Acuse não tem permissão para chamar o processo',
    },
    action: 'tellOperator',
  },
  processor_missing: {
    means: {
      en: 'The processor does not exist any more',
      es: 'El proceso ya no existe',
      pt: 'O processo não existe mais',
    },
    action: 'tellOperator',
  },
  no_processor_url: {
    means: {
      en: 'The processor’s address is not set',
      es: 'Falta la dirección del proceso',
      pt: 'Falta o endereço do processo',
    },
    action: 'tellOperator',
  },
  bad_processor_url: {
    means: {
      en: 'The processor’s address cannot be used',
      es: 'La dirección del proceso no se puede usar',
      pt: 'O endereço do processo não pode ser usado',
    },
    action: 'tellOperator',
  },
  no_processor_function: {
    means: {
      en: 'The function that does the work is not set',
      es: 'Falta la función que hace el trabajo',
      pt: 'Falta a função que faz o trabalho',
    },
    action: 'tellOperator',
  },
  processor_function_not_listed: {
    means: {
      en: 'The function that does the work is not among those that Acuse may call',
      es: 'La función que hace el trabajo no está entre las que Acuse puede llamar',
      pt: 'A função que faz o trabalho não está entre as que o Acuse pode chamar',
    },
    action: 'tellOperator',
  },
  no_lambda_here: {
    means: {
      en: 'This is a local run, and the work is done by a function in AWS',
      es: 'Es una ejecución local, y el trabajo lo hace una función en AWS',
      pt: 'É uma execução local, e o trabalho é feito por uma função na AWS',
    },
    action: 'tellOperator',
  },
  no_lookup: {
    means: {
      en: 'What is to be looked up is not set',
      es: 'Falta configurar qué se consulta',
      pt: 'Falta configurar o que se consulta',
    },
    action: 'tellOperator',
  },
  bad_lookup: {
    means: {
      en: 'The settings of the lookup cannot be used',
      es: 'La configuración de la consulta no se puede usar',
      pt: 'A configuração da consulta não pode ser usada',
    },
    action: 'tellOperator',
  },
  no_lookup_key: {
    means: {
      en: 'A password of the lookup is missing',
      es: 'Falta una clave de la consulta',
      pt: 'Falta uma chave da consulta',
    },
    action: 'tellOperator',
  },
  lookup_forbidden_address: {
    means: {
      en: 'The lookup’s address is not public',
      es: 'La dirección de la consulta no es pública',
      pt: 'O endereço da consulta não é público',
    },
    action: 'tellOperator',
  },
  body_missing: {
    means: {
      en: 'What the customer sent is not stored any more',
      es: 'Lo que envió el cliente ya no está guardado',
      pt: 'O que o cliente enviou não está mais guardado',
    },
    action: 'askAgain',
  },
  bad_job: {
    means: {
      en: 'The stored message is of another version of Acuse',
      es: 'El mensaje guardado es de otra versión de Acuse',
      pt: 'A mensagem guardada é de outra versão do Acuse',
    },
    action: 'tellOperator',
  },
  filtered: {
    means: {
      en: 'The source’s settings leave such messages out',
      es: 'La configuración de la fuente no deja pasar estos mensajes',
      pt: 'A configuração da fonte não deixa passar estas mensagens',
    },
    action: 'isMeant',
  },
  disabled: {
    means: {
      en: 'The source is switched off',
      es: 'La fuente está apagada',
      pt: 'A fonte está desligada',
    },
    action: 'isMeant',
  },
  removed: {
    means: {
      en: 'The source was removed',
      es: 'La fuente fue eliminada',
      pt: 'A fonte foi removida',
    },
    action: 'isMeant',
  },
  person_in_charge: {
    means: {
      en: 'A person has the conversation, so Acuse says nothing',
      es: 'Una persona atiende la conversación, así que Acuse no dice nada',
      pt: 'Uma pessoa atende a conversa, então o Acuse não diz nada',
    },
    action: 'isMeant',
  },
};

// The advice of advice.ts in Spanish.
import type { Advice } from './advice.ts';
import type { Reason } from './reason.ts';

export const ADVICE_ES: Readonly<Record<Reason, Advice>> = {
  bad_job: {
    summary: 'La cola tenía un mensaje que no es un trabajo de esta versión',
    action:
      'Otro programa escribió en la cola, o se volvió a una versión anterior. Despliegue la versión que lo escribió y reprocese; un mensaje ajeno solo se puede descartar.',
  },
  worker_crashed: {
    summary: 'El worker terminó de golpe en cada intento',
    action:
      'Busque esta entrega en el log del worker: las causas habituales son la falta de memoria y `WorkerTimeoutSeconds`. Corríjalo y reprocese.',
  },
  processor_crashed: {
    summary: 'El worker terminó de golpe cada vez que se ejecutó el procesador',
    action:
      'La conversación continuó con `acuse_status=failed`. Revise memoria y tiempo en el log del worker, corríjalo y reprocese si el trabajo todavía hace falta.',
  },
  processor_error: {
    summary: 'El procesador falló una y otra vez',
    action:
      'Respondió con un error, o lanzó una excepción, cinco veces. Busque este id de entrega en el log del procesador; cuando funcione, reprocese.',
  },
  processor_rejected: {
    summary: 'El procesador rechazó el evento de forma definitiva',
    action:
      'Respondió con un 4xx, y eso no se reintenta. Si es 401 o 403, no conoce nuestra firma: dele el secreto que muestra `npx acuse source show <source>`. Si debía aceptar el evento, corríjalo y reprocese; si no, descarte la entrada y filtre esos eventos: `npx acuse source edit <source> --events …`',
  },
  processor_bad_answer: {
    summary: 'No se pudo entender la respuesta del procesador',
    action:
      'La entrada dice qué campo falla. La respuesta debe ser JSON con `keys`, `user_session_keys`, `reply`, `intent`, `handoff` o `note`, o vacía con estado 204, y de 256 KiB como máximo. Corrija el procesador y reprocese.',
  },
  processor_timeout: {
    summary: 'El procesador tardó demasiado cada vez',
    action:
      'Haga que responda 202 y llame después a la URL de reanudación, o suba `ProcessorTimeoutSeconds` y `WorkerTimeoutSeconds`. Luego reprocese.',
  },
  processor_unreachable: {
    summary: 'No se pudo conectar con el procesador',
    action:
      'Revise `ProcessorUrl`, o la `url` de la consulta: su nombre en DNS, su certificado y su firewall. Cuando responda, reprocese.',
  },
  processor_redirected: {
    summary: 'El procesador respondió con una redirección',
    action:
      'No se sigue: nada se envía a una dirección que nadie ha configurado. Ponga en `ProcessorUrl`, en la dirección propia de la fuente o en la `url` de su consulta la dirección final y reprocese.',
  },
  processor_throttled: {
    summary: 'Lambda no tenía capacidad para ejecutar el procesador',
    action:
      'Suba la concurrencia de la función o de la cuenta, o baje `WaitsMaxConcurrency` y `EventsMaxConcurrency`. Luego reprocese.',
  },
  processor_forbidden: {
    summary: 'Lambda no permitió llamar al procesador',
    action:
      'Ponga la función en `ProcessorFunctionArns`, con el calificador con que se llama, y revise que su propia política no lo prohíba. Luego reprocese.',
  },
  processor_missing: {
    summary: 'Lambda no conoce ese procesador',
    action:
      'Revise si la función, versión o alias de `ProcessorFunctionArns` todavía existe. Luego reprocese.',
  },
  no_lambda_here: {
    summary: 'El procesador es una función Lambda y aquí no hay Lambda',
    action:
      'En una máquina propia, ponga en `AWS_ENDPOINT_URL_LAMBDA` un Lambda que tenga la función, arranque de nuevo y reprocese.',
  },
  photo_unreachable: {
    summary: 'No se pudo descargar la foto',
    action:
      'Su servidor no respondió en ningún intento. Los enlaces de fotos caducan: reprocese pronto, o pida otra foto al cliente. Los servidores propios se indican en `PhotoAllowedHosts`.',
  },
  body_missing: {
    summary: 'El cuerpo guardado ya no existe',
    action:
      'Un cuerpo grande se guarda `PayloadRetentionDays`, o menos si se borró. Nadie puede procesar ya la entrega: descártela. Si llegan muchas a la vez, quizá el worker perdió el permiso de leer el bucket: devuélvaselo y reprocese.',
  },
  no_processor_url: {
    summary: 'El procesador es http, pero no hay dirección',
    action:
      'Ponga el parámetro `ProcessorUrl`, o una dirección propia de la fuente: `npx acuse source edit <source> --processor-url …`. Luego reprocese.',
  },
  bad_processor_url: {
    summary: 'La dirección del procesador no se puede usar',
    action:
      'Debe ser una URL https sin usuario ni contraseña. Corrija `ProcessorUrl`, o la de la fuente: `npx acuse source edit <source> --processor-url …`. Luego reprocese.',
  },
  no_processor_function: {
    summary: 'El procesador es lambda, pero no hay función configurada',
    action: 'Ponga la función en `ProcessorFunctionArns`, despliegue y reprocese.',
  },
  processor_function_not_listed: {
    summary: 'La fuente indica una función que el worker no puede llamar',
    action:
      'Póngala en `ProcessorFunctionArns` y despliegue, o indique en la fuente una de la lista. Luego reprocese.',
  },
  no_lookup: {
    summary: 'El procesador es lookup, pero la fuente no tiene consulta',
    action:
      'Dele una: `npx acuse source edit <source> --lookup FILE`. En docs/processors/lookup.md hay ejemplos. Luego reprocese.',
  },
  bad_lookup: {
    summary: 'Esta versión no puede usar la consulta de la fuente',
    action:
      'La guardó otra versión, o alguien la escribió a mano. Guárdela de nuevo, y se dirá qué está mal: `npx acuse source edit <source> --lookup FILE`. Luego reprocese.',
  },
  no_lookup_key: {
    summary: 'Falta el valor secreto de un encabezado de la consulta',
    action: 'Guárdelo: `npx acuse lookup secret <source> <header>`. Luego reprocese.',
  },
  lookup_forbidden_address: {
    summary: 'El servidor de la consulta no tiene una dirección pública',
    action:
      'Corrija su `url`; o, si el servidor está en su red privada y el worker puede llegar a él, escriba `"privateNetwork": true` en la consulta. Luego reprocese.',
  },
  processor_paused: {
    summary: 'El procesador estuvo en pausa hasta después del plazo',
    action:
      'Sus llamadas fallaban y se pausó: vea por qué en `npx acuse stats` y en su propio log. Cuando funcione de nuevo, no hay que hacer nada más.',
  },
  no_processor: {
    summary: 'No hay procesador elegido',
    action:
      'Ponga el parámetro `Processor`, o el de la fuente: `npx acuse source edit <source> --processor …`.',
  },
  filtered: {
    summary: 'La configuración de la fuente excluye esos eventos',
    action:
      'Vea `npx acuse source show <source>`; se cambia con `source edit` y `--events`, `--authors` o `--channels`.',
  },
  disabled: {
    summary: 'La fuente está apagada',
    action: 'Enciéndala: `npx acuse source enable <source>`.',
  },
  removed: {
    summary: 'La fuente fue eliminada',
    action: 'Nada, si era la intención. Otra URL se crea con `npx acuse source add <platform>`.',
  },
  deadline: {
    summary: 'No llegó ningún resultado antes del plazo',
    action:
      'Revise el log del procesador. Si necesita más tiempo, suba `SessionDeadlineSeconds`, o el plazo de la fuente con `--deadline-seconds`.',
  },
  person_in_charge: {
    summary: 'Una persona atiende la conversación, por eso no se responde',
    action:
      'Nada, si era la intención. Para responder igualmente: `npx acuse source edit <source> --answers always`.',
  },
  no_api_key: {
    summary: 'La fuente no tiene clave de la API de la plataforma, o no tiene su dirección',
    action:
      'Póngalas: `npx acuse source edit <source> --api-key`, y `--api-base-url` para Trino AI. Luego reprocese.',
  },
  media_unreachable: {
    summary: 'No se pudo descargar un archivo de la respuesta',
    action:
      'Trino AI recibe archivos y no direcciones, así que Acuse los descarga: por https desde una dirección pública, o del propio Chatwoot, hasta 15 MB. Lo anterior al archivo se envió; lo que sigue, no. Corrija la dirección que da el procesador; si el archivo ya se puede descargar, reprocese: se envía el resto.',
  },
  unconfirmed: {
    summary: 'No se sabe si un mensaje de la respuesta se envió',
    action:
      'La plataforma no contestó la llamada y sus webhooks nunca mostraron el mensaje. Mire la conversación: si el mensaje falta, reprocese, y se envía lo que no consta como enviado; si está, descarte la entrada. Active los mensajes del bot y los estados en los webhooks de la plataforma, y esto se sabrá sin ayuda.',
  },
  undelivered: {
    summary: 'La plataforma aceptó un mensaje de la respuesta y no pudo entregarlo al cliente',
    action:
      'La causa habitual es la ventana de 24 horas de WhatsApp. Escriba al cliente con una plantilla y descarte la entrada.',
  },
  window_closed: {
    summary: 'La respuesta no se pudo enviar antes de que se cerrara la ventana de envío',
    action:
      'El cliente no continuó, y WhatsApp ya no deja escribirle sin plantilla. Inicie la conversación de nuevo en la plataforma y descarte la entrada, o fuerce el reproceso si el cliente ha escrito después. Si las llamadas recibieron 401 o 403, ponga primero la clave: `npx acuse source edit <source> --api-key`. `SendWindowHours` dice cuánto tiempo se intenta.',
  },
};

export const UNKNOWN_ES: Advice = {
  summary: 'La entrega no pudo llegar a su fin',
  action: 'Busque su id de entrega en el log del worker, corrija lo que dice y reprocese.',
};

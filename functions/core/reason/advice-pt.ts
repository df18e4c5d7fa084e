// The advice of advice.ts in Portuguese.
import type { Advice } from './advice.ts';
import type { Reason } from './reason.ts';

export const ADVICE_PT: Readonly<Record<Reason, Advice>> = {
  bad_job: {
    summary: 'A fila tinha uma mensagem que não é um trabalho desta versão',
    action:
      'Outro programa escreveu na fila, ou voltou-se a uma versão anterior. Implante a versão que a escreveu e reprocesse; uma mensagem alheia só pode ser descartada.',
  },
  worker_crashed: {
    summary: 'O worker terminou de repente em cada tentativa',
    action:
      'Procure esta entrega no log do worker: as causas habituais são falta de memória e `WorkerTimeoutSeconds`. Corrija e reprocesse.',
  },
  processor_crashed: {
    summary: 'O worker terminou de repente cada vez que o processador foi executado',
    action:
      'A conversa continuou com `acuse_status=failed`. Veja memória e tempo no log do worker, corrija e reprocesse se o trabalho ainda for necessário.',
  },
  processor_error: {
    summary: 'O processador falhou várias vezes',
    action:
      'Respondeu com um erro, ou lançou uma exceção, cinco vezes. Procure este id de entrega no log do processador; quando funcionar, reprocesse.',
  },
  processor_rejected: {
    summary: 'O processador recusou o evento de forma definitiva',
    action:
      'Respondeu com um 4xx, e isso não se repete. Se foi 401 ou 403, ele não conhece a nossa assinatura: dê a ele o segredo que `npx acuse source show <source>` mostra. Se devia aceitar o evento, corrija e reprocesse; se não, descarte a entrada e filtre esses eventos: `npx acuse source edit <source> --events …`',
  },
  processor_bad_answer: {
    summary: 'Não foi possível entender a resposta do processador',
    action:
      'A entrada diz qual campo falha. A resposta deve ser JSON com `keys`, `user_session_keys`, `reply`, `intent`, `handoff` ou `note`, ou vazia com status 204, e de 256 KiB no máximo. Corrija o processador e reprocesse.',
  },
  processor_timeout: {
    summary: 'O processador demorou demais todas as vezes',
    action:
      'Faça com que responda 202 e chame depois a URL de retomada, ou aumente `ProcessorTimeoutSeconds` e `WorkerTimeoutSeconds`. Depois reprocesse.',
  },
  processor_unreachable: {
    summary: 'Não foi possível conectar ao processador',
    action:
      'Verifique `ProcessorUrl`, ou a `url` da consulta: o nome no DNS, o certificado e o firewall. Quando responder, reprocesse.',
  },
  processor_redirected: {
    summary: 'O processador respondeu com um redirecionamento',
    action:
      'Ele não é seguido: nada é enviado a um endereço que ninguém configurou. Coloque em `ProcessorUrl`, no endereço próprio da fonte ou na `url` da consulta dela o endereço final e reprocesse.',
  },
  processor_throttled: {
    summary: 'O Lambda não tinha capacidade para executar o processador',
    action:
      'Aumente a concorrência da função ou da conta, ou diminua `WaitsMaxConcurrency` e `EventsMaxConcurrency`. Depois reprocesse.',
  },
  processor_forbidden: {
    summary: 'O Lambda não permitiu chamar o processador',
    action:
      'Coloque a função em `ProcessorFunctionArns`, com o qualificador usado na chamada, e verifique se a política dela não proíbe isso. Depois reprocesse.',
  },
  processor_missing: {
    summary: 'O Lambda não conhece esse processador',
    action:
      'Verifique se a função, versão ou alias de `ProcessorFunctionArns` ainda existe. Depois reprocesse.',
  },
  no_lambda_here: {
    summary: 'O processador é uma função Lambda e aqui não há Lambda',
    action:
      'Em uma máquina própria, coloque em `AWS_ENDPOINT_URL_LAMBDA` um Lambda que tenha a função, inicie de novo e reprocesse.',
  },
  photo_unreachable: {
    summary: 'Não foi possível baixar a foto',
    action:
      'O servidor não respondeu em nenhuma tentativa. Links de fotos expiram: reprocesse logo, ou peça outra foto ao cliente. Servidores próprios são indicados em `PhotoAllowedHosts`.',
  },
  body_missing: {
    summary: 'O corpo guardado não existe mais',
    action:
      'Um corpo grande é guardado por `PayloadRetentionDays`, ou menos se foi apagado. Ninguém pode mais processar a entrega: descarte-a. Se chegarem muitas de uma vez, talvez o worker tenha perdido a permissão de ler o bucket: devolva-a e reprocesse.',
  },
  no_processor_url: {
    summary: 'O processador é http, mas não há endereço',
    action:
      'Defina o parâmetro `ProcessorUrl`, ou um endereço próprio da fonte: `npx acuse source edit <source> --processor-url …`. Depois reprocesse.',
  },
  bad_processor_url: {
    summary: 'O endereço do processador não pode ser usado',
    action:
      'Deve ser uma URL https sem usuário nem senha. Corrija `ProcessorUrl`, ou o da fonte: `npx acuse source edit <source> --processor-url …`. Depois reprocesse.',
  },
  no_processor_function: {
    summary: 'O processador é lambda, mas nenhuma função está configurada',
    action: 'Coloque a função em `ProcessorFunctionArns`, implante e reprocesse.',
  },
  processor_function_not_listed: {
    summary: 'A fonte indica uma função que o worker não pode chamar',
    action:
      'Coloque-a em `ProcessorFunctionArns` e implante, ou indique na fonte uma função da lista. Depois reprocesse.',
  },
  no_lookup: {
    summary: 'O processador é lookup, mas a fonte não tem consulta',
    action:
      'Dê uma a ela: `npx acuse source edit <source> --lookup FILE`. Em docs/processors/lookup.md há exemplos. Depois reprocesse.',
  },
  bad_lookup: {
    summary: 'Esta versão não consegue usar a consulta da fonte',
    action:
      'Outra versão a guardou, ou alguém a escreveu à mão. Guarde-a de novo, e será dito o que está errado: `npx acuse source edit <source> --lookup FILE`. Depois reprocesse.',
  },
  no_lookup_key: {
    summary: 'Falta o valor secreto de um cabeçalho da consulta',
    action: 'Guarde-o: `npx acuse lookup secret <source> <header>`. Depois reprocesse.',
  },
  lookup_forbidden_address: {
    summary: 'O servidor da consulta não tem um endereço público',
    action:
      'Corrija a `url` dela; ou, se o servidor está na sua rede privada e o worker consegue alcançá-lo, escreva `"privateNetwork": true` na consulta. Depois reprocesse.',
  },
  processor_paused: {
    summary: 'O processador ficou em pausa até depois do prazo',
    action:
      'As chamadas falhavam e ele foi pausado: veja por quê em `npx acuse stats` e no log dele. Quando funcionar de novo, não é preciso fazer mais nada.',
  },
  no_processor: {
    summary: 'Nenhum processador foi escolhido',
    action: 'Defina o parâmetro `Processor`, ou o da fonte: `npx acuse source edit <source> --processor …`.',
  },
  filtered: {
    summary: 'A configuração da fonte exclui esses eventos',
    action:
      'Veja `npx acuse source show <source>`; muda-se com `source edit` e `--events`, `--authors` ou `--channels`.',
  },
  disabled: {
    summary: 'A fonte está desligada',
    action: 'Ligue-a: `npx acuse source enable <source>`.',
  },
  removed: {
    summary: 'A fonte foi removida',
    action: 'Nada, se era a intenção. Outra URL é criada com `npx acuse source add <platform>`.',
  },
  deadline: {
    summary: 'Nenhum resultado chegou antes do prazo',
    action:
      'Veja o log do processador. Se ele precisa de mais tempo, aumente `SessionDeadlineSeconds`, ou o prazo da fonte com `--deadline-seconds`.',
  },
  person_in_charge: {
    summary: 'Uma pessoa atende a conversa, por isso nada é respondido',
    action:
      'Nada, se era a intenção. Para responder mesmo assim: `npx acuse source edit <source> --answers always`.',
  },
  no_api_key: {
    summary: 'A fonte não tem chave da API da plataforma, ou não tem o endereço dela',
    action:
      'Defina: `npx acuse source edit <source> --api-key`, e `--api-base-url` para Trino AI. Depois reprocesse.',
  },
  media_unreachable: {
    summary: 'Não foi possível baixar um arquivo da resposta',
    action:
      'Trino AI recebe arquivos e não endereços, então o Acuse os baixa: por https de um endereço público, ou do próprio Chatwoot, até 15 MB. O que vem antes do arquivo foi enviado; o que vem depois, não. Corrija o endereço que o processador dá; se o arquivo já pode ser baixado, reprocesse: o resto é enviado.',
  },
  unconfirmed: {
    summary: 'Não se sabe se uma mensagem da resposta foi enviada',
    action:
      'A plataforma não respondeu à chamada e os webhooks dela nunca mostraram a mensagem. Veja a conversa: se a mensagem falta, reprocesse, e é enviado o que não consta como enviado; se está lá, descarte a entrada. Ative as mensagens do bot e os status nos webhooks da plataforma, e isto será sabido sem ajuda.',
  },
  undelivered: {
    summary: 'A plataforma aceitou uma mensagem da resposta e não conseguiu entregá-la ao cliente',
    action:
      'A causa habitual é a janela de 24 horas do WhatsApp. Escreva ao cliente com um modelo e descarte a entrada.',
  },
  window_closed: {
    summary: 'A resposta não pôde ser enviada antes de a janela de envio fechar',
    action:
      'O cliente não continuou, e o WhatsApp não deixa mais escrever para ele sem modelo. Inicie a conversa de novo na plataforma e descarte a entrada, ou force o reprocesso se o cliente escreveu depois. Se as chamadas receberam 401 ou 403, defina primeiro a chave: `npx acuse source edit <source> --api-key`. `SendWindowHours` diz por quanto tempo se tenta.',
  },
};

export const UNKNOWN_PT: Advice = {
  summary: 'A entrega não pôde chegar ao fim',
  action: 'Procure o id de entrega no log do worker, corrija o que ele diz e reprocesse.',
};

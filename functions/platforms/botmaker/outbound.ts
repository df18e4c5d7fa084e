// Answers a chat of Botmaker: variables, messages, intents. An answer of 202 means only that Botmaker has accepted the
// call: its webhooks tell what became of it, and return our `webhookPayload`. No call assigns or queues a chat, so a
// hand-over is an intent of the user's bot.
// https://api.botmaker.com/v2.0 (OpenAPI), https://help.botmaker.com

import { SEND } from '../../core/policy.ts';
import type { Answer, ReplyPart, SessionKey } from '../../core/wait/answer.ts';
import { markerOf, replyName } from '../../core/wait/echo.ts';
import type { CallAnswer, OutboundCall } from '../../core/wait/outbound.ts';
import type { Decision } from '../../core/wait/session.ts';
import { answerOf, hasOwnVariables, type MakeOutbound, withoutKey } from '../answering.ts';
import { type ApiRequest, apiCall, pathSegment } from '../api-call.ts';
import { idField } from '../fields.ts';
import { judgeCall, NO_TURN } from '../judge-call.ts';
import { filenameOf, mimeTypeOf } from '../media.ts';
import { type BotmakerAddress, readBotmakerAddress } from './address.ts';

const platform = 'botmaker';

/** Calls a second that Botmaker takes: for changes of a chat, and for messages. For intents no number is documented. */
const CHANGES_PER_SECOND = 3;
const MESSAGES_PER_SECOND = 350;

export const botmakerOutbound: MakeOutbound = (context) => {
  const { ref, address, baseUrl, apiKey, destination, source, clock } = context;
  const { visit, ...chat } = readBotmakerAddress(address);
  const { handoffIntent } = source ?? {};
  const changes = context.paces.of(`${destination}/changes`, CHANGES_PER_SECOND);
  const messages = context.paces.of(`${destination}/messages`, MESSAGES_PER_SECOND);

  async function make(request: Omit<ApiRequest, 'baseUrl'>): Promise<CallAnswer> {
    const startedAtMs = clock.nowMs();
    const turns = request.method === 'PATCH' ? changes : messages;
    if (!(await turns.turn(SEND.turnMs))) return { kind: 'no_answer', problem: NO_TURN, tookMs: 0 };
    const headers = { 'access-token': apiKey ?? '' };
    const endsAtMs = startedAtMs + SEND.callMs;
    const answer = await apiCall({ ...request, baseUrl, headers, endsAtMs }, clock);
    if (answer.kind === 'answer' && answer.status === 429) turns.slower();
    return answer;
  }

  /** A customer would see a repetition. */
  const action = (name: string, path: string, body: object, text?: string): OutboundCall => ({
    name,
    once: true,
    ...(text !== undefined && { text }),
    make: () =>
      make({
        method: 'POST',
        path: `/chats-actions/${path}`,
        body: { chat, ...body },
        once: true,
        readId: (answer) => idField(answer, 'webhookNotificationId'),
      }),
    judge: (answer, when) => judgeCall(answer, when, { platform, once: true }),
  });

  const variables = (keys: readonly SessionKey[]): OutboundCall => ({
    name: 'variables',
    make: () =>
      make({ method: 'PATCH', path: `/chats/${chatSegment(chat)}`, body: { variables: mapOf(keys) } }),
    judge: (answer, when) => judgeCall(answer, when, { platform }),
  });

  const reply = (message: Message, at: number): OutboundCall => {
    const name = replyName(at);
    const marked = { ...message, webhookPayload: markerOf(ref, name) };
    return action(name, 'send-messages', { messages: [marked] }, message.text);
  };

  /** Its variables are set before it runs. */
  const intent = (name: string, idOrName: string, keys: Readonly<Record<string, string>>): OutboundCall =>
    action(name, 'trigger-intent', {
      intentIdOrName: idOrName,
      variables: keys,
      webhookPayload: markerOf(ref, name),
    });

  function callsOf(answer: Answer, { reason }: Decision): readonly OutboundCall[] {
    const { keys, handoff } = answer;
    const intents = [
      ...(answer.intent === undefined ? [] : [intent('intent', answer.intent, mapOf(keys))]),
      ...(handoff && handoffIntent !== undefined
        ? [
            {
              ...intent('handoff', handoffIntent, {
                motivo: handoff.to ?? reason ?? 'handoff',
                ...mapOf(keys),
              }),
              handsOver: true as const,
            },
          ]
        : []),
    ];
    return [
      ...(answer.reply ?? []).flatMap(messagesOf).map(reply),
      ...intents,
      // Last: where Botmaker refuses one, the customer has been answered.
      ...(intents.length === 0 && hasOwnVariables(answer) ? [variables(keys)] : []),
    ];
  }

  return {
    platform,
    destination,
    ...(visit !== undefined && { visit }),
    plan(decision) {
      const answer = answerOf(decision, source);
      if (!answer) return { calls: [] };
      const calls = callsOf(answer, decision);
      return {
        calls: apiKey === undefined || baseUrl === '' ? withoutKey(calls) : calls,
        ignored: [
          ...(answer.note === undefined ? [] : ['note']),
          ...(answer.handoff && handoffIntent === undefined ? ['handoff'] : []),
        ],
      };
    },
  };
};

interface Message {
  readonly text?: string;
  readonly media?: { readonly url: string; readonly mimeType?: string; readonly filename?: string };
}

/** A message has a text or a file. A file has no caption, so that is a text before it. */
function messagesOf({ text, media, caption }: ReplyPart): readonly Message[] {
  const said = text ?? caption;
  const [mimeType, filename] = media ? [mimeTypeOf(media), filenameOf(media)] : [];
  return [
    ...(said === undefined ? [] : [{ text: said }]),
    ...(media
      ? [
          {
            media: {
              url: media.url,
              ...(mimeType !== undefined && { mimeType }),
              ...(filename !== undefined && { filename }),
            },
          },
        ]
      : []),
  ];
}

const mapOf = (keys: readonly SessionKey[]): Readonly<Record<string, string>> =>
  Object.fromEntries(keys.map(({ key, value }) => [key, value]));

const chatSegment = ({ chatId, channelId = '', contactId = '' }: BotmakerAddress): string =>
  pathSegment(chatId ?? `${channelId}:${contactId}`);

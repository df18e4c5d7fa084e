// Answers a conversation of Trino AI (Chatwoot): custom attributes, messages, a private note, and the hand-over: the
// team, then `open`. A 200 means that Chatwoot has stored it: the channel may still fail, which its webhooks tell.
// https://developers.chatwoot.com, https://github.com/chatwoot/chatwoot/tree/develop/app/controllers/api/v1/accounts

import { SEND } from '../../core/policy.ts';
import type { Answer, ReplyPart, SessionKey } from '../../core/wait/answer.ts';
import { markerOf, replyName } from '../../core/wait/echo.ts';
import type { CallAnswer, JudgeContext, Judgement, OutboundCall } from '../../core/wait/outbound.ts';
import { answerOf, hasOwnVariables, type MakeOutbound, withoutKey } from '../answering.ts';
import { type ApiRequest, apiCall, pathSegment } from '../api-call.ts';
import { filledField, idField, objectsOf } from '../fields.ts';
import { judgeCall, NO_TURN } from '../judge-call.ts';
import type { Media } from '../media.ts';
import { readTrinoAddress } from './address.ts';
import { fetchFile, formWith, ifRoom, judgeFile } from './file.ts';

const platform = 'trino';

/** Chatwoot refuses a longer attribute, and with it all others of the call. */
const MAX_ATTRIBUTE_LENGTH = 1500;

/** The account has no such team, or the key may not list teams: an agent bot's may not. */
const NO_TEAM = 'no_team';

export const trinoOutbound: MakeOutbound = (context) => {
  const { ref, baseUrl, apiKey = '', destination, source, clock } = context;
  const { account, conversation, attributes } = readTrinoAddress(context.address);
  const below = `/api/v1/accounts/${pathSegment(account)}`;
  const here = `${below}/conversations/${pathSegment(conversation)}`;

  /** Some proxies drop a header with `_`, which Chatwoot's documentation has. To the server both are the same. */
  const make = (
    { headers, ...request }: Omit<ApiRequest, 'baseUrl' | 'method'>,
    method: 'GET' | 'POST' = 'POST',
  ) => apiCall({ ...request, method, baseUrl, headers: { 'api-access-token': apiKey, ...headers } }, clock);

  /** It may be repeated: the second time changes nothing. */
  const change = (name: string, path: string, body: object): OutboundCall => ({
    name,
    make: () => make({ path: `${here}/${path}`, body }),
    judge: (answer, when) => judgeCall(answer, when, { platform }),
  });

  const variables = (keys: readonly SessionKey[]): OutboundCall =>
    // Only the newest versions know `merge`; the others replace what there is.
    change('variables', 'custom_attributes', {
      custom_attributes: { ...attributes, ...Object.fromEntries(keys.map(({ key, value }) => [key, value])) },
      merge: true,
    });

  /** `position`: calls before it in the plan. */
  const message = (
    name: string,
    { content, isPrivate = false, media }: Message,
    position: number,
  ): OutboundCall => {
    const fields = { message_type: 'outgoing', content: content ?? '', private: isPrivate };
    const marker = { acuse: markerOf(ref, name) };
    const path = `${here}/messages`;
    const readId = (created: unknown) => idField(created, 'id');
    const text = { ...fields, content_attributes: marker };
    async function upload(file: Media): Promise<CallAnswer> {
      const uploaded = await ifRoom(() => fetchAndUpload(file));
      return uploaded ?? { kind: 'no_answer', problem: NO_TURN, tookMs: 0 };
    }
    async function fetchAndUpload(file: Media): Promise<CallAnswer> {
      const endsAtMs = clock.nowMs() + SEND.callMs;
      const fetched = await fetchFile(file, baseUrl);
      if ('failure' in fetched) return fetched.failure;
      const written = { ...fields, private: String(isPrivate), content_attributes: JSON.stringify(marker) };
      const form = await formWith(written, file, fetched.bytes);
      return make({ path, ...form, once: true, readId, endsAtMs });
    }
    return {
      name,
      once: true,
      ...(content !== undefined && { text: content }),
      make: () => (media ? upload(media) : make({ path, body: text, once: true, readId })),
      judge: (answer, when) => judgeMessage(answer, when, position),
    };
  };

  /** A team that is not found does not stop the hand-over. */
  const assign = (team: string): OutboundCall => ({
    name: 'assign',
    async make() {
      const endsAtMs = clock.nowMs() + SEND.callMs;
      let id: string | undefined = team;
      if (!/^\d+$/.test(team)) {
        const teams = await make(
          { path: `${below}/teams`, readId: (list) => teamNamed(team, list), endsAtMs },
          'GET',
        );
        if (teams.kind === 'no_answer' || teams.status === 429 || teams.status >= 500) return teams;
        id = teams.id;
        if (id === undefined) return { kind: 'no_answer', problem: NO_TEAM, tookMs: teams.tookMs };
      }
      return make({ path: `${here}/assignments`, body: { team_id: Number(id) }, endsAtMs });
    },
    judge(answer, when) {
      if (answer.kind === 'no_answer' && answer.problem === NO_TEAM) return { kind: 'done' };
      const judged = judgeCall(answer, when, { platform });
      return judged.kind === 'refused' ? { kind: 'done' } : judged;
    },
  });

  function callsOf(
    { keys, reply = [], note, handoff }: Answer,
    withVariables: boolean,
  ): readonly OutboundCall[] {
    const messages = [
      ...reply.map((part, at) => [replyName(at), messageOf(part)] as const),
      ...(note === undefined ? [] : [['note', { content: note, isPrivate: true }] as const]),
    ];
    return [
      ...messages.map(([name, said], at) => message(name, said, at)),
      ...(handoff?.to === undefined ? [] : [assign(handoff.to)]),
      ...(handoff
        ? [{ ...change('handoff', 'toggle_status', { status: 'open' }), handsOver: true as const }]
        : []),
      // Last: where Chatwoot refuses one, the customer has been answered.
      ...(withVariables ? [variables(keys)] : []),
    ];
  }

  return {
    platform,
    destination,
    plan(decision) {
      const answer = answerOf(decision, source);
      if (!answer) return { calls: [] };
      const short = answer.keys.filter(({ value }) => value.length <= MAX_ATTRIBUTE_LENGTH);
      const sent = { ...answer, keys: attributes ? short : [] };
      const isCut = hasOwnVariables(answer) && sent.keys.length < answer.keys.length;
      const calls = callsOf(sent, hasOwnVariables(sent));
      return {
        calls: apiKey === '' || baseUrl === '' ? withoutKey(calls) : calls,
        ignored: [...(isCut ? ['keys'] : []), ...(answer.intent === undefined ? [] : ['intent'])],
      };
    },
  };
};

interface Message {
  readonly content?: string | undefined;
  /** For colleagues only. */
  readonly isPrivate?: boolean;
  readonly media?: Media | undefined;
}

const messageOf = ({ text, media, caption }: ReplyPart): Message => ({ content: text ?? caption, media });

/**
 * Chatwoot answers 422 to whatever goes wrong while it creates a message, also after it has stored it. One repetition
 * tells: the second 422 is final.
 */
function judgeMessage(answer: CallAnswer, context: JudgeContext, position: number): Judgement {
  const tries = context.attempt - position;
  const aboutFile = judgeFile(answer, context, tries);
  if (aboutFile) return aboutFile;
  if (answer.kind === 'answer' && answer.status === 422 && tries < 2) return { kind: 'unknown' };
  return judgeCall(answer, context, { platform, once: true });
}

function teamNamed(name: string, teams: unknown): string | undefined {
  const wanted = name.trim().toLowerCase();
  const found = objectsOf(teams).find((team) => filledField(team, 'name')?.trim().toLowerCase() === wanted);
  return idField(found, 'id');
}

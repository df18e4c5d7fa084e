// Sends the session update that continues a Treble conversation. session-update.ts interprets the answers.
import type { SessionKey } from '../../core/wait/answer.ts';
import type { Decision } from '../../core/wait/session.ts';
import type { MakeOutbound } from '../answering.ts';
import { apiCall } from '../api-call.ts';
import { judge, updateBody, updatePath } from './session-update.ts';

/** The key goes as it is, without `Bearer`, as Treble's integrations send it. Treble's documentation asks for none. */
export const trebleOutbound: MakeOutbound = ({ address, baseUrl, apiKey, destination, settleMs, clock }) => ({
  platform: 'treble',
  destination,
  plan: (decision) => ({
    calls: [
      {
        name: 'update',
        make: () =>
          apiCall(
            {
              method: 'POST',
              baseUrl,
              path: updatePath(address),
              ...(apiKey !== undefined && { headers: { authorization: apiKey } }),
              body: updateBody(variablesOf(decision)),
            },
            clock,
          ),
        judge: (answer, context) => judge(answer, { ...context, settleMs }),
      },
    ],
    ignored: [
      ...(decision.intent !== undefined ? ['intent'] : []),
      ...(decision.note !== undefined ? ['note'] : []),
    ],
  }),
});

/** A flow reads variables only: a reply and a hand-over become two of ours. */
function variablesOf({ keys, reply, handoff }: Decision): readonly SessionKey[] {
  const texts = (reply ?? []).flatMap(({ text, media, caption }) => text ?? [caption, media?.url]);
  const said = texts.filter((text) => text !== undefined && text !== '');
  return [
    ...keys,
    ...(said.length > 0 ? [{ key: 'acuse_reply', value: said.join('\n\n') }] : []),
    ...(handoff ? [{ key: 'acuse_handoff', value: handoff.to ?? 'true' }] : []),
  ];
}

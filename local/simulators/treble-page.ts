// The page of the Treble simulator: which conversations are stopped, and which were continued with which variables.
import { type Html, html } from '../../functions/runtime/html.ts';
import type { Behaviour } from './behaviour.ts';
import { page, type Siblings } from './page.ts';
import type { Conversation } from './treble-conversations.ts';

const SHOWN = 100;

const EXAMPLES = [{ status: 503, times: 3, retryAfterSeconds: 5 }, { delayMs: 2000 }, { hang: true }];

export function treblePage(
  conversations: readonly Conversation[],
  parts: { readonly behaviour: Behaviour; readonly siblings: Siblings },
): Html {
  const newestFirst = conversations.slice(-SHOWN).reverse();
  const standing = conversations.filter((one) => one.standing).length;
  const content = html`<p>${standing} stopped, ${conversations.length - standing} not stopped.</p>
<table>
<tr><th>Session<th>State<th>Variables<th>Accepted updates</tr>
${newestFirst.map(row)}
</table>`;
  return page({ ...parts, label: 'Treble', examples: EXAMPLES, content, reloads: true });
}

function row(conversation: Conversation): Html {
  const { sessionId, standing, knownToStand, continuedAt, sessionKeys } = conversation;
  const state = standing ? 'stopped' : continuedAt ? `continued at ${continuedAt}` : 'not continued';
  const note = knownToStand ? '' : ' (was not stopped in this simulator)';
  const variables = sessionKeys.map(({ key, value }) => html`${key} = ${value}<br>`);
  return html`<tr><td><code>${sessionId}</code><td>${state}${note}<td>${variables}<td>${conversation.timesContinued} of ${conversation.attempts}</tr>
`;
}

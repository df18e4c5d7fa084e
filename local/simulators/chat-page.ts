// The pages of a simulated chat: what can be said, and what was said, by whom and how far it has come.
import { type Html, html } from '../../functions/runtime/html.ts';
import type { ChatBehaviour } from './behaviour.ts';
import type { Chat, ChatMessage } from './chats.ts';
import { document, page, type Siblings } from './page.ts';

const SHOWN = 50;

const EXAMPLES = [
  { status: 429, times: 3, retryAfterSeconds: 5 },
  { status: 500, effect: true },
  { hang: true },
  { echo: 'missing' },
  { echo: 'late', lateMs: 8000 },
];

export interface ChatPageParts {
  readonly label: string;
  readonly siblings: Siblings;
  readonly behaviour: ChatBehaviour;
}

export const chatPage = (parts: ChatPageParts): Html =>
  page({
    ...parts,
    examples: EXAMPLES,
    content: html`<p>Say something: the webhook goes to the first source of ${parts.label}, and what is answered is shown below. A program
posts JSON to <code>/say</code>, <code>/resolve</code> or <code>/give-back</code>.</p>
<form method="post" action="/say">
<input name="text" value="hola" aria-label="text"> from <input name="from" value="5491155550001" aria-label="from">
<button name="as" value="customer">as the customer</button>
<button name="as" value="operator">as an operator</button>
</form>
<iframe src="/chats" title="Conversations"></iframe>`,
  });

export function chatsPage(chats: readonly Chat[], label: string): Html {
  const newestFirst = chats.slice(-SHOWN).reverse();
  return document(`${label}: conversations`, newestFirst.map(section), true);
}

function section(chat: Chat): Html {
  const { id, from, state, handedTo, variables, messages } = chat;
  const pairs = Object.entries(variables).map(([name, value]) => `${name} = ${printed(value)}`);
  return html`<h2>${from || 'Somebody'}</h2>
<p>Conversation <code>${id}</code>, ${state}${handedTo !== undefined && `, handed to ${handedTo}`}
${from !== '' && [button('/give-back', from, 'give it back to the bot'), button('/resolve', from, 'resolve')]}</p>
${pairs.length > 0 && html`<p><code>${pairs.join(', ')}</code></p>`}
<table>
<tr><th>At<th>From<th>Message<th>State</tr>
${messages.slice(-SHOWN).map(row)}
</table>
`;
}

const printed = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const button = (action: string, from: string, label: string): Html =>
  html`<form method="post" action="${action}" target="_top"><input type="hidden" name="from" value="${from}"><button>${label}</button></form> `;

function row({ at, from, text, file, status, webhooks }: ChatMessage): Html {
  const shown = [text, file && `[${file.name}, ${file.type}]`].filter(Boolean).join(' ');
  const told = webhooks.length === 0 ? 'no webhook yet' : `webhooks answered ${webhooks.join(', ')}`;
  return html`<tr><td>${at.slice(11, 19)}<td>${from}<td>${shown}<td>${status}; ${told}</tr>
`;
}

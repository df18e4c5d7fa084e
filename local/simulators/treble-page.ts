// The page of the Treble simulator: which conversations are stopped, and which were continued with which variables. No
// script.
import { type Html, html, printHtml } from '../../functions/runtime/html.ts';
import type { Behaviour } from './treble-behaviour.ts';
import type { Conversation } from './treble-conversations.ts';

const SHOWN = 100;

export function conversationsPage(conversations: readonly Conversation[], behaviour: Behaviour): string {
  const newestFirst = conversations.slice(-SHOWN).reverse();
  const standing = conversations.filter((one) => one.standing).length;
  return printHtml(html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2">
<title>Treble simulator</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  th, td { border-bottom: 1px solid #ccc; padding: .4rem .6rem .4rem 0; text-align: left; vertical-align: top }
  code { overflow-wrap: anywhere }
</style>
<h1>Treble simulator</h1>
<p>${standing} stopped, ${conversations.length - standing} not stopped. The current behaviour is <code>${JSON.stringify(behaviour)}</code></p>
<p>Change it with <code>POST /behaviour</code>, e.g. <code>{"status": 503, "times": 3, "retryAfterSeconds": 5}</code>,
<code>{"delayMs": 2000}</code> or <code>{"hang": true}</code>. Reset it with <code>DELETE /behaviour</code>.</p>
<table>
<tr><th>Session<th>State<th>Variables<th>Accepted updates</tr>
${newestFirst.map(row)}
</table>
</html>
`);
}

function row(conversation: Conversation): Html {
  const { sessionId, standing, knownToStand, continuedAt, sessionKeys } = conversation;
  const state = standing ? 'stopped' : continuedAt ? `continued at ${continuedAt}` : 'not continued';
  const note = knownToStand ? '' : ' (was not stopped in this simulator)';
  const variables = sessionKeys.map(({ key, value }) => html`${key} = ${value}<br>`);
  return html`<tr><td><code>${sessionId}</code><td>${state}${note}<td>${variables}<td>${conversation.timesContinued} of ${conversation.attempts}</tr>
`;
}

// The simulator's page: which conversations stand, which continue and with what. Plain HTML, no script.
import type { Conversation } from './treble.ts';

const SHOWN = 100;

export function conversationsPage(conversations: readonly Conversation[], behaviour: object): string {
  const newestFirst = conversations.slice(-SHOWN).reverse();
  const standing = conversations.filter((one) => one.standing).length;
  return `<!doctype html>
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
<p>${standing} standing still, ${conversations.length - standing} not. Now answering as <code>${escapeHtml(JSON.stringify(behaviour))}</code></p>
<p>Told otherwise by <code>POST /behaviour</code>, e.g. <code>{"status": 503, "times": 3, "retryAfterSeconds": 5}</code>,
<code>{"delayMs": 2000}</code> or <code>{"hang": true}</code>; as usual again by <code>DELETE /behaviour</code>.</p>
<table>
<tr><th>Session<th>State<th>Variables<th>Updates</tr>
${newestFirst.map(row).join('\n')}
</table>
</html>
`;
}

function row({
  sessionId,
  standing,
  knownToStand,
  continuedAt,
  sessionKeys,
  timesContinued,
  attempts,
}: Conversation): string {
  const state = standing ? 'stands still' : continuedAt ? `continued at ${continuedAt}` : 'not continued';
  const known = knownToStand ? '' : ' (not known to have stood still)';
  const variables = sessionKeys
    .map(({ key, value }) => `${escapeHtml(key)} = ${escapeHtml(value)}`)
    .join('<br>');
  return `<tr><td><code>${escapeHtml(sessionId)}</code><td>${escapeHtml(state + known)}<td>${variables}<td>${timesContinued} of ${attempts}</tr>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

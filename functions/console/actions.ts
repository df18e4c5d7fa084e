// The buttons: what an operator can have done about what they see. On the page each is a form behind a second step,
// without script; on a dashboard a call of the operate function behind the dashboard's own confirmation.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html

import {
  type CommandFields,
  commandOfFields,
  KEYS_FIELD,
  typedKeysField,
} from '../core/command/command-form.ts';
import type { ErrorLogEntry } from '../core/error-log/entry.ts';
import { isUpdateEntry } from '../core/error-log/entry.ts';
import type { SourceHealth } from '../core/statistics/report.ts';
import type { OpenWait } from '../core/wait/open-waits.ts';
import { type Html, html } from '../runtime/html.ts';

/** Where orders go; `none`: nobody takes any, so nothing is offered. */
export type CommandTarget =
  | { readonly kind: 'page'; readonly action: string }
  | { readonly kind: 'widget'; readonly operateArn: string }
  | { readonly kind: 'none' };

interface Button {
  /** On the button, e.g. `Replay`. */
  readonly verb: string;
  /** What it is about, for who hears the button without its surroundings. */
  readonly object: string;
  /** What will happen, said before it does. */
  readonly consequence: string;
  readonly fields: CommandFields;
  /** Fields to be typed into. */
  readonly input?: Html;
}

export function replayButton(
  { id, deliveryId, waits, replays }: ErrorLogEntry,
  target: CommandTarget,
): Html | undefined {
  return button(target, {
    verb: 'Replay',
    object: `delivery ${deliveryId}`,
    consequence: whatReplayDoes(id, waits),
    // Pressed twice, or on a page of yesterday, it must not do the work twice.
    fields: { action: 'replay', id, ...(waits && { force: 'yes', replays: String(replays) }) },
  });
}

export function dismissButton({ id, deliveryId }: ErrorLogEntry, target: CommandTarget): Html | undefined {
  return button(target, {
    verb: 'Dismiss',
    object: `delivery ${deliveryId}`,
    consequence:
      'Nothing is done about it: it leaves the open entries and counts for no alarm. Until it expires it can still be listed, and replayed by its id.',
    fields: { action: 'dismiss', id },
  });
}

function whatReplayDoes(id: string, waits: boolean): string {
  if (isUpdateEntry(id)) return 'Treble is told the same decision once more, within a minute.';
  return waits
    ? 'The work is done again. If its conversation has gone on without it, Treble is told a second time.'
    : 'The delivery is put into its queue again and worked on as if it had just come.';
}

export function resumeButton({ conversation, cycle }: OpenWait, target: CommandTarget): Html | undefined {
  const name = target.kind === 'widget' ? typedKeysField(conversation) : KEYS_FIELD;
  return button(target, {
    verb: 'Continue',
    object: `conversation ${conversation}`,
    consequence:
      'The conversation goes on at once with these variables. What the processor finds later is too late.',
    fields: { action: 'resume', conversation, cycle: String(cycle) },
    input: html`<label>Variables, one a line: <code>name=value</code>
<textarea name="${name}" rows="3" spellcheck="false" autocomplete="off"></textarea></label>`,
  });
}

export function switchButton(
  { id, enabled, waits }: Pick<SourceHealth, 'id' | 'enabled' | 'waits'>,
  target: CommandTarget,
): Html | undefined {
  const off = waits
    ? 'Its webhooks are still acknowledged, but not worked on; conversations that wait go on as failed, reason disabled.'
    : 'Its webhooks are still acknowledged, but not worked on.';
  return button(target, {
    verb: enabled ? 'Switch off' : 'Switch on',
    object: `source ${id}`,
    consequence: enabled ? off : 'Its webhooks are worked on again from now on.',
    fields: { action: 'switch', source: id, enabled: enabled ? 'no' : 'yes' },
  });
}

function button(target: CommandTarget, about: Button): Html | undefined {
  switch (target.kind) {
    case 'page':
      return pageForm(target.action, about);
    case 'widget':
      return widgetCall(target.operateArn, about);
    case 'none':
      return undefined;
  }
}

function pageForm(action: string, { verb, object, consequence, fields, input }: Button): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<details class="act"><summary>${verb} …<span class="unseen"> ${object}</span></summary>
<form method="post" action="${action}">${hidden}<p>${consequence}</p>${input}
<button>Yes, ${lowerFirst(verb)}<span class="unseen"> ${object}</span></button></form></details>`;
}

/** The element's content is what the function is called with; the dashboard adds what was typed. */
function widgetCall(
  operateArn: string,
  { verb, object, consequence, fields, input }: Button,
): Html | undefined {
  const asked = commandOfFields(fields);
  if (!asked.ok) return undefined;
  const call = html`<button type="button" class="btn">${verb}<span class="unseen"> ${object}</span></button>
<cwdb-action action="call" display="popup" endpoint="${operateArn}" confirmation="${verb} ${object}? ${consequence}">${JSON.stringify({ ...asked.command, by: 'console' })}</cwdb-action>`;
  if (!input) return html`<div class="act">${call}</div>`;
  return html`<details class="act"><summary>${verb} …<span class="unseen"> ${object}</span></summary>
<form><p>${consequence}</p>${input}${call}</form></details>`;
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

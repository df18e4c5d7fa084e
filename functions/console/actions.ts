// The buttons: the commands of an operator. On the page a button opens a form with a second button, without script. On
// a dashboard it calls the operate function after the confirmation of the dashboard.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html

import type { BreakerState } from '../core/breaker/breaker-store.ts';
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

/** Where commands go; `none`: there are no buttons. */
export type CommandTarget =
  | { readonly kind: 'page'; readonly action: string }
  | { readonly kind: 'widget'; readonly operateArn: string }
  | { readonly kind: 'none' };

interface Button {
  /** The text of the button, for example `Replay`. */
  readonly verb: string;
  /** The object of the command, for screen readers. */
  readonly object: string;
  /** The effect, shown before the command is issued. */
  readonly consequence: string;
  readonly fields: CommandFields;
  /** Input fields. */
  readonly input?: Html;
}

export function replayButton(
  { id, deliveryId, waits, replays }: ErrorLogEntry,
  target: CommandTarget,
): Html | undefined {
  return button(target, {
    verb: 'Replay',
    object: `delivery ${deliveryId}`,
    consequence: replayConsequence(id, waits),
    // A second click, or a click on an old page, must not do the work twice.
    fields: { action: 'replay', id, ...(waits && { force: 'yes', replays: String(replays) }) },
  });
}

export function dismissButton({ id, deliveryId }: ErrorLogEntry, target: CommandTarget): Html | undefined {
  return button(target, {
    verb: 'Dismiss',
    object: `delivery ${deliveryId}`,
    consequence:
      'The entry is closed without a replay, and no alarm counts it. Until it expires, it can be listed, and replayed by its id.',
    fields: { action: 'dismiss', id },
  });
}

function replayConsequence(id: string, waits: boolean): string {
  if (isUpdateEntry(id)) return 'The same decision is sent to the platform again, within a minute.';
  return waits
    ? 'The work is done again. If the conversation has already continued, the result is sent to the platform a second time.'
    : 'The delivery is put into its queue again and processed like a new one.';
}

export function resumeButton({ conversation, cycle }: OpenWait, target: CommandTarget): Html | undefined {
  const name = target.kind === 'widget' ? typedKeysField(conversation) : KEYS_FIELD;
  return button(target, {
    verb: 'Continue',
    object: `conversation ${conversation}`,
    consequence:
      'The conversation continues at once with these variables. A later result of the processor is ignored.',
    fields: { action: 'resume', conversation, cycle: String(cycle) },
    input: html`<label>Variables, one per line: <code>name=value</code>
<textarea name="${name}" rows="3" spellcheck="false" autocomplete="off"></textarea></label>`,
  });
}

export function switchButton(
  { id, enabled, waits }: Pick<SourceHealth, 'id' | 'enabled' | 'waits'>,
  target: CommandTarget,
): Html | undefined {
  const off = waits
    ? 'Its webhooks are still acknowledged, but not processed. Waiting conversations continue as failed, reason disabled.'
    : 'Its webhooks are still acknowledged, but not processed.';
  return button(target, {
    verb: enabled ? 'Switch off' : 'Switch on',
    object: `source ${id}`,
    consequence: enabled ? off : 'New webhooks are processed again.',
    fields: { action: 'switch', source: id, enabled: enabled ? 'no' : 'yes' },
  });
}

export function retryButton({ destination }: BreakerState, target: CommandTarget): Html | undefined {
  return button(target, {
    verb: 'Call again',
    object: `destination ${destination}`,
    consequence:
      'Its pause ends, and what was put off goes on within seconds. If its calls still fail, it is paused again.',
    fields: { action: 'retry', destination },
  });
}

function button(target: CommandTarget, content: Button): Html | undefined {
  switch (target.kind) {
    case 'page':
      return pageForm(target.action, content);
    case 'widget':
      return widgetCall(target.operateArn, content);
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

/** The content of the element is the payload of the call; the dashboard adds the input fields. */
function widgetCall(
  operateArn: string,
  { verb, object, consequence, fields, input }: Button,
): Html | undefined {
  const parsed = commandOfFields(fields);
  if (!parsed.ok) return undefined;
  const call = html`<button type="button" class="btn">${verb}<span class="unseen"> ${object}</span></button>
<cwdb-action action="call" display="popup" endpoint="${operateArn}" confirmation="${verb} ${object}? ${consequence}">${JSON.stringify({ ...parsed.command, by: 'console' })}</cwdb-action>`;
  if (!input) return html`<div class="act">${call}</div>`;
  return html`<details class="act"><summary>${verb} …<span class="unseen"> ${object}</span></summary>
<form><p>${consequence}</p>${input}${call}</form></details>`;
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

// The buttons: the commands of an operator. On the page a button opens a form with a second button, without script. On
// a dashboard it calls the operate function after the confirmation of the dashboard.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html

import type { BreakerState } from '../core/breaker/breaker-store.ts';
import { MOST_ENTRIES } from '../core/command/command.ts';
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
import type { Drawing } from './drawing.ts';
import type { EntryGroup } from './error-groups.ts';
import type { Words } from './words/words.ts';

interface Button {
  /** The texts of the first and of the second button. */
  readonly texts: { readonly verb: string; readonly yes: string };
  /** The object of the command, for screen readers. */
  readonly object: string;
  /** The effect, shown before the command is issued. */
  readonly consequence: string;
  readonly fields: CommandFields;
  /** Input fields. */
  readonly input?: Html;
}

export function replayButton(entry: ErrorLogEntry, drawing: Drawing): Html | undefined {
  const { actions } = drawing.words;
  return button(drawing, {
    texts: actions.replay,
    object: actions.delivery(entry.deliveryId),
    consequence: replayConsequence(entry, actions),
    fields: { action: 'replay', id: entry.id, ...seen(entry) },
  });
}

export function dismissButton({ id, deliveryId }: ErrorLogEntry, drawing: Drawing): Html | undefined {
  const { actions } = drawing.words;
  return button(drawing, {
    texts: actions.dismiss,
    object: actions.delivery(deliveryId),
    consequence: actions.dismissEffect,
    fields: { action: 'dismiss', id },
  });
}

/** For the oldest entries of a group, as many as one command takes. Oldest first, so a conversation keeps its order. */
export function groupButtons({ entries, reason, source }: EntryGroup, drawing: Drawing): Html | undefined {
  const { actions } = drawing.words;
  const oldest = entries.slice(-MOST_ENTRIES).reverse();
  const [first] = oldest;
  if (!first) return undefined;
  const all = oldest.length === entries.length;
  const n = drawing.format.count(oldest.length);
  const common = {
    object: actions.entriesOf(reason, source ?? drawing.words.page.unknown),
  };
  const ids = oldest.map(({ id }) => id).join(' ');
  return html`${button(drawing, {
    ...common,
    texts: all ? actions.replayAll(n) : actions.replayOldest(n),
    consequence: actions.forEach(replayConsequence(first, actions)),
    fields: { action: 'replay', ids, ...seen(first) },
  })}${button(drawing, {
    ...common,
    texts: all ? actions.dismissAll(n) : actions.dismissOldest(n),
    consequence: actions.forEach(actions.dismissEffect),
    fields: { action: 'dismiss', ids },
  })}`;
}

/** A second click, or a click on an old page, must not do the work twice. */
const seen = ({ waits, replays }: ErrorLogEntry): CommandFields =>
  waits ? { force: 'yes', replays: String(replays) } : {};

function replayConsequence({ id, waits }: ErrorLogEntry, actions: Words['actions']): string {
  if (isUpdateEntry(id)) return actions.replayUpdate;
  return waits ? actions.replayWait : actions.replayWork;
}

export function resumeButton({ conversation, cycle }: OpenWait, drawing: Drawing): Html | undefined {
  const { target, words } = drawing;
  const { actions } = words;
  const name = target.kind === 'widget' ? typedKeysField(conversation) : KEYS_FIELD;
  return button(drawing, {
    texts: actions.resume,
    object: actions.conversation(conversation),
    consequence: actions.resumeEffect,
    fields: { action: 'resume', conversation, cycle: String(cycle) },
    input: html`<label>${actions.variables} <code>${actions.variableForm}</code>
<textarea name="${name}" rows="3" spellcheck="false" autocomplete="off"></textarea></label>`,
  });
}

export function switchButton(
  { id, enabled, waits }: Pick<SourceHealth, 'id' | 'enabled' | 'waits'>,
  drawing: Drawing,
): Html | undefined {
  const { actions } = drawing.words;
  const off = `${actions.switchOffEffect}${waits ? ` ${actions.switchOffWaits}` : ''}`;
  return button(drawing, {
    texts: enabled ? actions.switchOff : actions.switchOn,
    object: actions.source(id),
    consequence: enabled ? off : actions.switchOnEffect,
    fields: { action: 'switch', source: id, enabled: enabled ? 'no' : 'yes' },
  });
}

export function retryButton({ destination }: BreakerState, drawing: Drawing): Html | undefined {
  const { actions } = drawing.words;
  return button(drawing, {
    texts: actions.retry,
    object: actions.destination(destination),
    consequence: actions.retryEffect,
    fields: { action: 'retry', destination },
  });
}

/** The buttons of one thing in a row. A form that opens lies over what follows, so nothing moves. */
export const renderActions = (...buttons: readonly (Html | undefined)[]): Html | undefined =>
  buttons.some((one) => one !== undefined) ? html`<div class="acts">${buttons}</div>` : undefined;

function button({ target }: Drawing, content: Button): Html | undefined {
  switch (target.kind) {
    case 'page':
      return pageForm(target.action, content);
    case 'widget':
      return widgetCall(target.operateArn, content);
    case 'none':
      return undefined;
  }
}

function pageForm(action: string, { texts, object, consequence, fields, input }: Button): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<details class="act" name="act"><summary>${texts.verb} …<span class="unseen"> ${object}</span></summary>
<form method="post" action="${action}">${hidden}<p>${consequence}</p>${input}
<button>${texts.yes}<span class="unseen"> ${object}</span></button></form></details>`;
}

/** The content of the element is the payload of the call; the dashboard adds the input fields. */
function widgetCall(
  operateArn: string,
  { texts, object, consequence, fields, input }: Button,
): Html | undefined {
  const parsed = commandOfFields(fields);
  if (!parsed.ok) return undefined;
  const { verb } = texts;
  const call = html`<button type="button" class="btn">${verb}<span class="unseen"> ${object}</span></button>
<cwdb-action action="call" display="popup" endpoint="${operateArn}" confirmation="${verb}: ${object}. ${consequence}">${JSON.stringify({ ...parsed.command, by: 'console' })}</cwdb-action>`;
  if (!input) return html`<div class="act">${call}</div>`;
  return html`<details class="act" name="act"><summary>${verb} …<span class="unseen"> ${object}</span></summary>
<form><p>${consequence}</p>${input}${call}</form></details>`;
}

// The console's buttons as forms: the fields of a button, and the command that they make. The local page posts a form; a
// dashboard calls with the widget's form values.
import * as v from 'valibot';
import { type Command, commandSchema, type IssuedCommand } from './command.ts';

export type CommandFields = Readonly<Record<string, string>>;

/** The field of the variables that a person typed: one per line, `name=value`. */
export const KEYS_FIELD = 'keys';

/**
 * On a dashboard all forms of a widget share their field names. So a typed field has a name of its own, which the payload
 * tells.
 */
export const typedKeysField = (conversation: string): string => `${KEYS_FIELD}-${conversation}`;

export interface Misunderstood {
  readonly ok: false;
  readonly message: string;
}

export type FormCommand = { readonly ok: true; readonly command: Command } | Misunderstood;

const BAD_KEYS: Misunderstood = {
  ok: false,
  message: 'Not understood: variables read name=value, one a line.',
};
const NOTHING_ASKED: Misunderstood = {
  ok: false,
  message: 'Not understood: this form holds no command.',
};

/** The command that a form's fields stand for; `keys` holds what was typed. `ids`: several entries, one space between two. */
export function commandOfFields(fields: CommandFields): FormCommand {
  const { action, conversation = '', id = '', source = '', destination = '' } = fields;
  const ids = fields['ids']?.split(' ') ?? (id === '' ? [] : [id]);
  if (action === 'resume' && conversation !== '') {
    const keys = parseKeys(fields[KEYS_FIELD] ?? '');
    const cycle = numberIn(fields['cycle']);
    return keys
      ? { ok: true, command: { action, conversation, keys, ...(cycle !== undefined && { cycle }) } }
      : BAD_KEYS;
  }
  if (action === 'replay' && ids.length > 0) {
    const seenReplays = numberIn(fields['replays']);
    const force = fields['force'] === 'yes';
    return {
      ok: true,
      command: { action, ids, force, ...(seenReplays !== undefined && { seenReplays }) },
    };
  }
  if (action === 'dismiss' && ids.length > 0) return { ok: true, command: { action, ids } };
  if (action === 'retry' && destination !== '') return { ok: true, command: { action, destination } };
  if (action === 'switch' && source !== '') {
    return { ok: true, command: { action, source, enabled: fields['enabled'] === 'yes' } };
  }
  return NOTHING_ASKED;
}

const typedForms = v.looseObject({
  conversation: v.string(),
  widgetContext: v.object({ forms: v.object({ all: v.record(v.string(), v.unknown()) }) }),
});

export type WidgetCommand = { readonly ok: true; readonly command: IssuedCommand } | Misunderstood;

/** The command of a dashboard's button, with what was typed into its form. */
export function commandOfWidgetCall(event: unknown): WidgetCommand {
  const typed = v.safeParse(typedForms, event);
  const field = typed.success ? typedKeysField(typed.output.conversation) : '';
  const text = typed.success ? typed.output.widgetContext.forms.all[field] : undefined;
  const keys = typeof text === 'string' ? parseKeys(text) : [];
  if (!keys) return BAD_KEYS;
  const isResume = Object(event).action === 'resume';
  const parsed = v.safeParse(commandSchema, isResume ? { ...Object(event), keys } : event);
  return parsed.success ? { ok: true, command: parsed.output } : NOTHING_ASKED;
}

const numberIn = (text = ''): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

/** Undefined when a line does not read `name=value`. Empty lines are ignored. */
function parseKeys(text: string): { key: string; value: string }[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const keys = lines.map((line) => {
    const at = line.indexOf('=');
    return { key: line.slice(0, Math.max(at, 0)).trim(), value: line.slice(at + 1).trim() };
  });
  return keys.every(({ key }) => key !== '') ? keys : undefined;
}

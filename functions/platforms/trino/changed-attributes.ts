// The names in `changed_attributes`. Chatwoot sends [{name: {previous_value, current_value}}]; older versions and
// forks {name: {…}}, {name: [old, new]}, [{attribute: name, current_value, previous_value}], null, or nothing.
// https://github.com/chatwoot/chatwoot/blob/develop/app/listeners/base_listener.rb
import { field, textField } from '../fields.ts';

/** Empty if the body does not say. That does not mean that nothing has changed. */
export function changedNames(changed: unknown): string[] {
  return (Array.isArray(changed) ? changed : [changed]).flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const name = textField(entry, 'attribute');
    return name === undefined ? Object.keys(entry) : [name];
  });
}

/** What it was before; undefined if the body does not say. */
export function previousValue(changed: unknown, name: string): string | undefined {
  for (const entry of Array.isArray(changed) ? changed : [changed]) {
    const isRow = textField(entry, 'attribute') === name;
    const change: unknown = isRow ? entry : field(entry, name);
    const before = Array.isArray(change) ? textField(change, '0') : textField(change, 'previous_value');
    if (before !== undefined) return before;
  }
  return undefined;
}

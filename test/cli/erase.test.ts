// What `acuse erase --contact` looks for.
import { expect, test } from 'vitest';
import { UsageError } from '../../bin/command.ts';
import { identitiesOf } from '../../bin/commands/erase.ts';
import { eraseAll } from '../../bin/erasure.ts';

test.each<[string, string | undefined, readonly string[]]>([
  ['+57 300 123 4567', undefined, ['tel:573001234567']],
  ['Ana@example.com', undefined, ['mailto:ana@example.com']],
  ['CO.8fK2', undefined, ['bsuid:CO.8fK2']],
  ['whatsapp:CO.8fK2', undefined, ['bsuid:CO.8fK2']],
  ['501', 'trino', ['id:501']],
  ['id:573001234567', 'trino', ['id:573001234567']],
  ['identifier:crm-88', 'trino', ['identifier:crm-88']],
  // An earlier version stored a WhatsApp user id as an id of its source.
  ['CO.8fK2', 'botmaker', ['id:CO.8fK2', 'bsuid:CO.8fK2']],
  ['id:CO.8fK2', 'botmaker', ['id:CO.8fK2', 'bsuid:CO.8fK2']],
  ['identifier:CO.8fK2', 'trino', ['identifier:CO.8fK2', 'bsuid:CO.8fK2']],
])('%s with the source %s is looked for as %j', (text, source, identities) => {
  expect(identitiesOf(text, source)).toEqual(identities);
});

test.each<[string, string | undefined]>([
  ['501', undefined],
  ['id:501', undefined],
  ['+57 300 123 4567', 'trino'],
  ['ana@example.com', 'trino'],
])('%s with the source %s is refused', (text, source) => {
  expect(() => identitiesOf(text, source)).toThrow(UsageError);
});

test.each([
  [true, 'Busy. Nothing is changed. Run the command again.'],
  [false, 'Busy. The data found before this error is erased. Run the command again.'],
])('a run that fails says what has happened to the data (--dry-run: %s)', async (dryRun, message) => {
  const sendCommand = async () => ({ ok: false, message: 'Busy.' });
  const erasing = eraseAll({ sendCommand }, { contacts: ['digest'], dryRun }, () => {});
  await expect(erasing).rejects.toThrow(message);
});

// From a button to a command: hidden fields, typed fields, and fields that are refused.
import { expect, test } from 'vitest';
import {
  commandOfFields,
  commandOfWidgetCall,
  typedKeysField,
} from '../../../../functions/core/command/command-form.ts';
import { renderCommandResult } from '../../../../functions/core/command/result-notice.ts';

const resume = { action: 'resume', conversation: 'ref-1' };

test('the variables are one per line, and a value may contain any text after the first =', () => {
  const keys = 'verdict=approved\r\n\n note = a=b, c \n';
  expect(commandOfFields({ ...resume, keys })).toEqual({
    ok: true,
    command: {
      ...resume,
      keys: [
        { key: 'verdict', value: 'approved' },
        { key: 'note', value: 'a=b, c' },
      ],
    },
  });
  expect(commandOfFields({ ...resume, keys: '' })).toMatchObject({ ok: true, command: { keys: [] } });
});

test.each(['approved', '=approved', 'a=1\napproved'])(
  'one line that is no variable refuses the whole command: %j',
  (keys) => {
    expect(commandOfFields({ ...resume, keys })).toMatchObject({ ok: false });
  },
);

test.each([
  [
    { action: 'replay', id: 'd#work', force: 'yes' },
    { action: 'replay', ids: ['d#work'], force: true },
  ],
  [
    { action: 'replay', id: 'd#work' },
    { action: 'replay', ids: ['d#work'], force: false },
  ],
  [
    { action: 'replay', id: 'd#work', force: 'yes', replays: '2' },
    { action: 'replay', ids: ['d#work'], force: true, seenReplays: 2 },
  ],
  [
    { ...resume, cycle: '3', keys: '' },
    { ...resume, cycle: 3, keys: [] },
  ],
  [
    { action: 'dismiss', id: 'd#work' },
    { action: 'dismiss', ids: ['d#work'] },
  ],
  [
    { action: 'dismiss', ids: 'd#work e#work' },
    { action: 'dismiss', ids: ['d#work', 'e#work'] },
  ],
  [
    { action: 'replay', ids: 'd#work e#update', force: 'yes', replays: '0' },
    { action: 'replay', ids: ['d#work', 'e#update'], force: true, seenReplays: 0 },
  ],
  [
    { action: 'switch', source: 'kyc', enabled: 'no' },
    { action: 'switch', source: 'kyc', enabled: false },
  ],
])('%j is the command %j', (fields, command) => {
  expect(commandOfFields(fields)).toEqual({ ok: true, command });
});

test.each([
  {},
  { action: 'drop' },
  { action: 'replay' },
  { action: 'dismiss' },
  { action: 'resume' },
  { action: 'switch', id: 'x' },
])('%j is no command', (fields) => {
  expect(commandOfFields(fields)).toMatchObject({ ok: false });
});

const call = (all: object, rest: object = {}) => ({
  ...resume,
  keys: [],
  by: 'console',
  ...rest,
  widgetContext: { forms: { all }, theme: 'light' },
});

test('in a widget each form has its own field; the text of another form is ignored', () => {
  const all = { [typedKeysField('ref-1')]: 'a=1', [typedKeysField('ref-2')]: 'b=2' };
  expect(commandOfWidgetCall(call(all))).toEqual({
    ok: true,
    command: { ...resume, keys: [{ key: 'a', value: '1' }], by: 'console' },
  });
  expect(commandOfWidgetCall(call({}))).toMatchObject({ ok: true, command: { keys: [] } });
  expect(commandOfWidgetCall(call({ [typedKeysField('ref-1')]: 'nonsense' }))).toMatchObject({ ok: false });
});

test('a command without a form is read unchanged, and anything else is refused', () => {
  const command = { action: 'replay', ids: ['d#work'], force: true, by: 'console' };
  expect(commandOfWidgetCall({ ...command, widgetContext: { forms: { all: {} } } })).toEqual({
    ok: true,
    command: { ...command, dryRun: false },
  });
  for (const event of [undefined, null, 7, {}, { action: 'resume' }]) {
    expect(commandOfWidgetCall(event)).toMatchObject({ ok: false });
  }
});

test('the result is HTML with escaped text', () => {
  expect(renderCommandResult({ ok: true, message: '1 delivery <b>replayed</b>' })).toBe(
    '<p class="notice done"><strong>Done.</strong> 1 delivery &#60;b&#62;replayed&#60;/b&#62;</p>',
  );
});

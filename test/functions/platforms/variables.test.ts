// The variables of a conversation in the bodies of each platform.
import { expect, test } from 'vitest';
import { findVariable } from '../../../functions/platforms/variables.ts';
import { fixture } from '../../fixtures/load.ts';

test.each([
  ['treble', { user_session_keys: [{ key: 'cedula', value: ' 1.234 ', type: null }] }, ' 1.234 '],
  ['treble', { user_session_keys: [{ key: 'cedula', value: 1234 }] }, '1234'],
  ['treble', { user_session_keys: [{ key: 'otra', value: '1' }] }, undefined],
  ['treble', { user_session_keys: 'none' }, undefined],
  ['botmaker', { variables: { cedula: '1234' } }, '1234'],
  ['botmaker', { variables: { cedula: { value: 1234 } } }, '1234'],
  ['botmaker', { variables: { cedula: null } }, undefined],
  ['botmaker', {}, undefined],
  ['trino', { conversation: { custom_attributes: { cedula: '1234' } } }, '1234'],
  ['trino', { message: { conversation: { custom_attributes: { cedula: 1234 } } } }, '1234'],
  ['trino', { conversation: { custom_attributes: { cedula: '  ' } } }, undefined],
])('%s: %j has %j', (platform, body, value) => {
  expect(findVariable(platform)?.(body, 'cedula')).toBe(value);
});

test('in bodies as the platforms send them', () => {
  const find = findVariable('botmaker');
  expect(find?.(fixture('botmaker', 'message-bot-several').body, 'intentos')).toBe('2');
  expect(find?.(fixture('botmaker', 'message-bot-variables-as-objects').body, 'intentos')).toBe('2');
});

test.each([null, [], 'text', 7, { variables: [] }, { conversation: [], user_session_keys: {} }])(
  '%j has none',
  (body) => {
    for (const platform of ['treble', 'botmaker', 'trino'])
      expect(findVariable(platform)?.(body, 'cedula')).toBeUndefined();
  },
);

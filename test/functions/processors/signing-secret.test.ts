// The secret that signs the requests to a source's processor, during a rotation.
import { expect, test } from 'vitest';
import { newSource, parseSources, printSources } from '../../../functions/core/source/source.ts';
import { processorSecret, processorSecrets } from '../../../functions/processors/signing-secret.ts';
import { hmac } from '../../../functions/runtime/hmac.ts';
import { plainKey } from '../../builders.ts';

const KEY = 'a key for tests';
const source = newSource('kyc', 'treble', true);

test('a source without a rotation signs with its first secret', () => {
  const bytes = Buffer.from(hmac(KEY, 'processor', ['kyc']), 'base64url');
  expect(processorSecrets(plainKey(KEY), source)).toEqual([`whsec_${bytes.toString('base64')}`]);
  expect(processorSecret(KEY, 'kyc', 1)).toBe(processorSecret(KEY, 'kyc'));
});

test('during a rotation both secrets sign, the new one first', () => {
  const rotating = { ...source, secretGeneration: 2, lowestSecretGeneration: 1 };
  expect(processorSecrets(plainKey(KEY), rotating)).toEqual([
    processorSecret(KEY, 'kyc', 2),
    processorSecret(KEY, 'kyc', 1),
  ]);
});

test('after a rotation only the new secret signs', () => {
  const rotated = { ...source, secretGeneration: 2, lowestSecretGeneration: 2 };
  expect(processorSecrets(plainKey(KEY), rotated)).toEqual([processorSecret(KEY, 'kyc', 2)]);
});

test('each generation and each source has its own secret', () => {
  const secrets = ['kyc', 'kyc2', '2', 'k'].flatMap((id) =>
    [1, 2, 3].map((n) => processorSecret(KEY, id, n)),
  );
  expect(new Set(secrets).size).toBe(secrets.length);
});

test('settings without a generation of the secret are read unchanged', () => {
  expect(parseSources(printSources([source]))).toEqual([source]);
});

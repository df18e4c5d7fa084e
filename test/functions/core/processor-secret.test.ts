// The secret that a source's processor checks us by, through a rotation.
import { expect, test } from 'vitest';
import { newSource, parseSources, printSources } from '../../../functions/core/source/source.ts';
import { processorSecret, processorSecrets } from '../../../functions/processors/signing-secret.ts';
import { hmac } from '../../../functions/runtime/hmac.ts';

const KEY = 'a key for tests';
const source = newSource('kyc', 'treble', true);

test('a source that never rotated signs with the secret that it always had', () => {
  const bytes = Buffer.from(hmac(KEY, 'processor', ['kyc']), 'base64url');
  expect(processorSecrets(KEY, source)).toEqual([`whsec_${bytes.toString('base64')}`]);
  expect(processorSecret(KEY, 'kyc', 1)).toBe(processorSecret(KEY, 'kyc'));
});

test('while a rotation is under way both secrets sign, the new one first', () => {
  const rotating = { ...source, secretGeneration: 2, lowestSecretGeneration: 1 };
  expect(processorSecrets(KEY, rotating)).toEqual([
    processorSecret(KEY, 'kyc', 2),
    processorSecret(KEY, 'kyc', 1),
  ]);
});

test('after it only the new one does', () => {
  const rotated = { ...source, secretGeneration: 2, lowestSecretGeneration: 2 };
  expect(processorSecrets(KEY, rotated)).toEqual([processorSecret(KEY, 'kyc', 2)]);
});

test('every generation and every source has a secret of its own', () => {
  const secrets = ['kyc', 'kyc2', '2', 'k'].flatMap((id) =>
    [1, 2, 3].map((n) => processorSecret(KEY, id, n)),
  );
  expect(new Set(secrets).size).toBe(secrets.length);
});

test('settings that were stored before there were rotations of the secret are read as they were', () => {
  expect(parseSources(printSources([source]))).toEqual([source]);
});

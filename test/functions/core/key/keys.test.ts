// The keys of a deployment: what the text of its secret says, and what a rotation changes and leaves.
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { conversationReference } from '../../../../functions/core/delivery/conversation-reference.ts';
import { encodeJob } from '../../../../functions/core/delivery/job.ts';
import { beginRotation, endRotation, printKeys } from '../../../../functions/core/key/key-rotation.ts';
import { type Keys, parseKeys } from '../../../../functions/core/key/keys.ts';
import { contactDigest } from '../../../../functions/core/person/contact-digest.ts';
import { headerDigest } from '../../../../functions/core/source/header-digest.ts';
import { verifySender } from '../../../../functions/core/source/sender-verification.ts';
import { newSource } from '../../../../functions/core/source/source.ts';
import { readToken, sourceToken } from '../../../../functions/core/source/source-url.ts';
import { registerWait } from '../../../../functions/core/wait/register-wait.ts';
import { readResumeToken, resumeUrl } from '../../../../functions/core/wait/resume-url.ts';
import { signatureHeaders } from '../../../../functions/processors/http/standard-webhooks.ts';
import { processorSecrets } from '../../../../functions/processors/signing-secret.ts';
import { DEADLINE_MS, plainKey, sampleWaitJob, T0 } from '../../../builders.ts';
import { makeWorld } from '../../../world.ts';

const before = plainKey('the first key');
const during = begun(before, 'the second key');
const after = endRotation(during) ?? expect.fail('No rotation was under way.');

function begun(keys: Keys, key: string): Keys {
  return beginRotation(keys, { key, since: '2026-01-31T08:00:00.000Z' }) ?? expect.fail('It was refused.');
}

test('plain text is all keys at once, and stays so until a rotation', () => {
  expect(parseKeys('the first key')).toEqual({ reference: 'the first key', current: 'the first key' });
});

test.each([during, after])('what a rotation writes is read again: %#', (keys) => {
  expect(parseKeys(printKeys(keys))).toEqual(keys);
});

test.each([
  '',
  '{',
  '{}',
  '{"reference":"a"}',
  '{"current":"a"}',
  '{"reference":"","current":"a"}',
  '{"reference":"a","current":"b","previous":1}',
  '{{resolve:secretsmanager:…}}',
])('is no secret with keys: %s', (text) => {
  expect(parseKeys(text)).toBeUndefined();
});

test('a rotation is not begun twice, and there is none to end after its end', () => {
  expect(beginRotation(during, { key: 'a third key', since: 'now' })).toBeUndefined();
  expect(endRotation(before)).toBeUndefined();
  expect(endRotation(after)).toBeUndefined();
  expect(begun(after, 'a third key')).toMatchObject({
    reference: 'the first key',
    current: 'a third key',
    previous: 'the second key',
  });
});

test('old and new URLs are valid side by side until the rotation ends, and no others', () => {
  const source = newSource('treble', 'treble', true);
  const [old, renewed] = [sourceToken(before, source), sourceToken(during, source)];
  const isValid = (keys: Keys, token: string) => readToken(keys, 'treble', token) !== undefined;
  expect(renewed).not.toBe(old);
  expect([isValid(during, old), isValid(during, renewed)]).toEqual([true, true]);
  expect([isValid(after, old), isValid(after, renewed)]).toEqual([false, true]);
  expect(isValid(before, renewed)).toBe(false);
  expect(isValid(during, sourceToken(plainKey('another key'), source))).toBe(false);
});

test('a processor on the old secret and one on the new secret accept the same request', () => {
  const source = newSource('treble', 'treble', true);
  const body = '{"id":"1"}';
  const verify = (secret: string, keys: Keys) => {
    const headers = signatureHeaders({ id: 'e-1', atMs: Date.now(), body }, processorSecrets(keys, source));
    return new Webhook(secret).verify(body, headers);
  };
  const [old = ''] = processorSecrets(before, source);
  const [renewed = ''] = processorSecrets(after, source);
  expect(verify(old, during)).toEqual({ id: '1' });
  expect(verify(renewed, during)).toEqual({ id: '1' });
  expect(verify(renewed, after)).toEqual({ id: '1' });
  expect(() => verify(old, after)).toThrow();
});

test('resume URLs, headers and digests of people are the same after a rotation', () => {
  const target = { ref: 'conversation-1', cycle: 1, receivedAtMs: T0 };
  const token = new URL(resumeUrl('https://acuse.example', before, target)).searchParams.get('token');
  const header = { name: 'x-secret', digest: headerDigest(before, 'x-secret', 'right') };
  const guarded = { ...newSource('treble', 'treble', true), header };
  const presented = { headers: { 'x-secret': 'right' }, receivedAtMs: T0, body: new Uint8Array() };
  for (const keys of [during, after]) {
    expect(readResumeToken(keys, token ?? '')).toEqual(target);
    expect(verifySender(guarded, presented, keys)).toBe(true);
    expect(contactDigest(keys, 'treble', 'tel:573000000000')).toBe(
      contactDigest(before, 'treble', 'tel:573000000000'),
    );
  }
});

// The reported harm: after a rotation the newer wait of a customer was another conversation, and the fallback of the older
// wait went to the customer in the middle of the newer one.
test('a wait that is open at a rotation is superseded by the next one of the same customer', async () => {
  const { sessions } = makeWorld();
  const wait = async (keys: Keys, deliveryId: string, receivedAtMs: number) => {
    const conversation = conversationReference(keys, undefined, ['treble', 'a-session']);
    const sample = sampleWaitJob({ conversation, deliveryId, receivedAtMs });
    const job = { ...sample, wait: { ...sample.wait, hasOwnTime: true, identity: deliveryId } };
    const entry = { job, encoded: encodeJob(job), deadlineMs: DEADLINE_MS };
    return (await registerWait(entry, sessions)).outcome;
  };
  expect(await wait(before, 'older', T0)).toMatchObject({ kind: 'opened' });
  expect(await wait(after, 'newer', T0 + 60_000)).toMatchObject({
    kind: 'opened',
    superseded: { deliveryId: 'older' },
  });
});

// acuse key …: the rotation of the key of a deployed stack and of a local run. No key is ever printed.
import { expect, test } from 'vitest';
import { parseKeys } from '../../functions/core/key/keys.ts';
import { type DeployedStack, deployed } from './aws.fake.ts';
import { acuse, type Finished, type Request, serve } from './run.ts';

const FIRST = 'k'.repeat(64);
/** The time makes each step another text than the one before. */
const NEXT_STEP = /npx cdk deploy -c keyRevision=20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\n/;
const baseUrl = 'https://abc123.execute-api.sa-east-1.amazonaws.com';

const stackOf = (fields: Partial<DeployedStack> = {}): DeployedStack => ({
  name: 'Acuse',
  baseUrl,
  key: FIRST,
  ...fields,
});

function expectNoKey({ stdout, stderr }: Finished, text: string): void {
  const { reference, current, previous } = parseKeys(text) ?? expect.fail('The secret holds no key.');
  for (const key of [reference, current, previous])
    expect(stdout + stderr).not.toContain(key?.slice(0, 12) ?? '?');
}

test('a rotation keeps the old key valid, and says how the functions get the new one', async () => {
  const stack = stackOf();
  const finished = await acuse(['key', 'rotate'], await deployed(stack));
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect(finished.stdout).toMatch(NEXT_STEP);
  expect(finished.stdout).toContain('npx acuse key finish');
  const keys = parseKeys(stack.key);
  expect(keys).toEqual({
    reference: FIRST,
    current: expect.stringMatching(/^[\w-]{43}$/),
    previous: FIRST,
    since: expect.stringMatching(/^20\d\d-/),
  });
  expectNoKey(finished, stack.key);
});

test('a second rotation is refused while the first is under way, and says what to do', async () => {
  const key = JSON.stringify({ reference: FIRST, current: 'the-current-key', previous: 'the-previous-key' });
  const stack = stackOf({ key });
  const finished = await acuse(['key', 'rotate'], await deployed(stack));
  expect(finished).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('then use key finish'),
  });
  expect(stack.key).toBe(key);
});

test('the end of a rotation drops the old key only, after a confirmation', async () => {
  const key = JSON.stringify({ reference: FIRST, current: 'the-current-key', previous: 'the-previous-key' });
  const stack = stackOf({ key });
  const env = await deployed(stack);
  expect(await acuse(['key', 'finish'], env)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--yes'),
  });
  expect(stack.key).toBe(key);
  const finished = await acuse(['key', 'finish', '--yes'], env);
  expect(finished).toMatchObject({ code: 0, stdout: expect.stringMatching(NEXT_STEP) });
  expect(parseKeys(stack.key)).toEqual({ reference: FIRST, current: 'the-current-key' });
  expectNoKey(finished, key);
  expect(await acuse(['key', 'finish', '--yes'], env)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nothing to finish'),
  });
});

test('the status tells how many keys are valid and since when', async () => {
  const stack = stackOf();
  const env = await deployed(stack);
  const status = async () => JSON.parse((await acuse(['key', 'status', '--json'], env)).stdout);
  expect(await status()).toEqual({ validKeys: 1, currentSince: null, rotating: false });
  await acuse(['key', 'rotate'], env);
  expect(await status()).toEqual({
    validKeys: 2,
    currentSince: expect.stringMatching(/^20\d\d-/),
    rotating: true,
  });
  expectNoKey(await acuse(['key', 'status'], env), stack.key);
});

test('a secret that holds no key is not overwritten', async () => {
  const stack = stackOf({ key: '{"reference":"half of a secret"}' });
  const finished = await acuse(['key', 'rotate'], await deployed(stack));
  expect(finished).toMatchObject({ code: 1, stderr: expect.stringContaining('holds no key') });
  expect(finished.stderr).not.toContain('half of a secret');
  expect(stack.key).toBe('{"reference":"half of a secret"}');
});

test('a local run gets the new key for its next start, or says why it does not', async () => {
  const puts: Request[] = [];
  let status = 200;
  const local = await serve((request, response) => {
    if (request.body !== '') puts.push(request);
    response.statusCode = request.body === '' ? 200 : status;
    response.end(JSON.stringify({ key: FIRST, message: 'The state is temporary.' }));
  });
  const finished = await acuse(['key', 'rotate', '--local', local]);
  expect(finished).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('start it again with the same --data'),
  });
  const [put] = puts;
  expect(put?.url).toBe('/.acuse/key');
  const written: string = JSON.parse(put?.body ?? '{}').key;
  expect(parseKeys(written)).toMatchObject({ reference: FIRST, previous: FIRST });
  expectNoKey(finished, written);
  status = 409;
  expect(await acuse(['key', 'rotate', '--local', local])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'acuse: The state is temporary.\n',
  });
});

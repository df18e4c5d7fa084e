// acuse source … --api-key: where the key goes and in which order, and that it is never shown.
import { describe, expect, test } from 'vitest';
import { apiKeyEditor } from '../../bin/api-keys.ts';
import { parseApiKeys } from '../../functions/core/source/secrets-manager-api-keys.ts';
import { parseSources } from '../../functions/core/source/source.ts';
import { type DeployedStack, deployed } from './aws.fake.ts';
import { acuse } from './run.ts';

const KEY = 'ak_Marker.of-a_key==';
/** As Secrets Manager generates it: no key of anybody. */
const FIRST_CONTENT = 'Zq7'.repeat(10);

const stackOf = (fields: Partial<DeployedStack> = {}): DeployedStack & { writes: string[] } => ({
  name: 'Acuse',
  baseUrl: 'https://api.example',
  key: 'k'.repeat(64),
  apiKeys: FIRST_CONTENT,
  parameters: { BotmakerBaseUrl: 'https://api.botmaker.com/v2.0', TrinoBaseUrl: '' },
  writes: [],
  ...fields,
});

const keysOf = ({ apiKeys = '' }: DeployedStack) => parseApiKeys(apiKeys);
const settingsOf = ({ sources = '[]' }: DeployedStack, id: string) =>
  parseSources(sources).find((source) => source.id === id);

describe('in a deployed stack', () => {
  test('the key is read from standard input, stored before the settings say so, and never shown', async () => {
    const stack = stackOf();
    const env = await deployed(stack);
    const edited = await acuse(
      ['source', 'edit', 'botmaker', '--api-key', '--answers', 'on'],
      env,
      `${KEY}\n`,
    );
    expect(edited).toMatchObject({ code: 0, stderr: '' });
    expect(stack.writes).toEqual(['AcuseApiKeys', 'sources']);
    expect(keysOf(stack)).toEqual({ botmaker: KEY });
    expect(settingsOf(stack, 'botmaker')).toMatchObject({ hasApiKey: true, answers: 'on' });
    const shown = await acuse(['source', 'show', 'botmaker'], env);
    expect(shown.stdout).toMatch(/^ {2}API key {4}set$/m);
    const json = await acuse(['source', 'show', 'botmaker', '--json'], env);
    expect(JSON.parse(json.stdout)).toMatchObject({ hasApiKey: true, answers: 'on' });
    for (const { stdout } of [edited, shown, json]) expect(stdout).not.toContain(KEY.slice(0, 8));
    expect(stack.sources).not.toContain(KEY.slice(0, 8));
  });

  test('keys of other sources stay, whether one is set, replaced or taken away', async () => {
    const stack = stackOf({ apiKeys: '{"trino":"of another","botmaker":"old"}' });
    const env = await deployed(stack);
    await acuse(['source', 'edit', 'botmaker', '--api-key'], env, KEY);
    expect(keysOf(stack)).toEqual({ trino: 'of another', botmaker: KEY });
    await acuse(['source', 'edit', '--api-key', 'none', 'botmaker'], env);
    expect(keysOf(stack)).toEqual({ trino: 'of another' });
    expect(settingsOf(stack, 'botmaker')?.hasApiKey).toBeUndefined();
    expect(stack.writes).toEqual(['AcuseApiKeys', 'sources', 'sources', 'AcuseApiKeys']);
  });

  test('a source is not removed without a terminal that answers, or --yes', async () => {
    const env = await deployed(stackOf());
    const { code, stderr } = await acuse(['source', 'remove', 'trino'], env);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('confirm with --yes') });
  });

  test('a source that is removed loses its key; removed again, it loses one that stayed', async () => {
    const stack = stackOf();
    const env = await deployed(stack);
    await acuse(['source', 'add', 'trino', '--id', 'shop', '--api-key'], env, KEY);
    expect(keysOf(stack)).toEqual({ shop: KEY });
    expect(await acuse(['source', 'remove', 'shop', '--yes'], env)).toMatchObject({ code: 0 });
    expect(keysOf(stack)).toEqual({});
    expect(settingsOf(stack, 'shop')).toMatchObject({ removed: true });
    expect(settingsOf(stack, 'shop')).not.toHaveProperty('hasApiKey');
    stack.apiKeys = JSON.stringify({ shop: KEY, trino: 'stays' });
    expect(await acuse(['source', 'remove', 'shop', '--yes'], env)).toMatchObject({ code: 0 });
    expect(keysOf(stack)).toEqual({ trino: 'stays' });
  });

  test.each([
    ['a space inside', 'two words', 'plain ASCII'],
    ['another character', 'cláve', 'plain ASCII'],
    ['too many characters', 'x'.repeat(4097), 'more than 4096 characters'],
    ['nothing', '', 'No value for'],
  ])('a key with %s is refused, and nothing is written', async (_case, key, problem) => {
    const stack = stackOf();
    const env = await deployed(stack);
    const refused = await acuse(['source', 'edit', 'botmaker', '--api-key'], env, `${key}\n`);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(problem) });
    if (key !== '') expect(refused.stderr).not.toContain(key);
    expect(stack.writes).toEqual([]);
  });

  test('the longest key is taken, without the spaces around it', async () => {
    const stack = stackOf();
    const key = 'x'.repeat(4096);
    await acuse(['source', 'edit', 'treble', '--api-key'], await deployed(stack), `  ${key} \r\n`);
    expect(keysOf(stack)).toEqual({ treble: key });
  });

  test.each([[['--api-key', KEY]], [[`--api-key=${KEY}`]]])(
    'a key on the command line is refused, and not printed: %#',
    async (args) => {
      const stack = stackOf();
      const refused = await acuse(['source', 'edit', 'botmaker', ...args], await deployed(stack), KEY);
      expect(refused).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('never on the command line'),
      });
      expect(refused.stderr).not.toContain(KEY.slice(0, 8));
      expect(stack.writes).toEqual([]);
    },
  );

  test('other options are checked before the key is stored', async () => {
    const stack = stackOf();
    const args = ['source', 'edit', 'botmaker', '--api-key', '--answers', 'perhaps'];
    expect(await acuse(args, await deployed(stack), KEY)).toMatchObject({ code: 2 });
    expect(stack.writes).toEqual([]);
  });

  test('a stack of an older version says so, and its sources without a key can still be removed', async () => {
    const { apiKeys: _none, ...older } = stackOf();
    const env = await deployed(older);
    expect(await acuse(['source', 'edit', 'trino', '--api-key'], env, KEY)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Deploy this version of Acuse first'),
    });
    expect(await acuse(['source', 'remove', 'trino', '--yes'], env)).toMatchObject({ code: 0 });
  });
});

test('a source shows how it answers, and warns by the parameters of its stack', async () => {
  const env = await deployed(stackOf());
  const args = ['--answers', 'on', '--fallback-reply', 'Un momento.', '--fallback-handoff', 'soporte'];
  const { stdout } = await acuse(['source', 'edit', 'trino', ...args], env);
  expect(stdout).toMatch(/^ {2}state {6}on, answers$/m);
  expect(stdout).toMatch(/^ {2}fallback {3}says "Un momento\.", hands over to soporte$/m);
  expect(stdout).toMatch(/^ {2}warning .*source edit trino --api-key$/m);
  expect(stdout).toMatch(/^ {2}warning .*TrinoBaseUrl$/m);
  const shown = JSON.parse((await acuse(['source', 'show', 'trino', '--json'], env)).stdout);
  expect(shown).toMatchObject({
    answers: 'on',
    fallback: { reply: 'Un momento.', handoff: { to: 'soporte' } },
    warnings: [expect.stringContaining('--api-key'), expect.stringContaining('--api-base-url')],
  });
});

describe('two commands at the same time', () => {
  /** Each write is followed, once, by that of another command which had read before it. */
  const contested = (rivals: string[]) => {
    let text = FIRST_CONTENT;
    return {
      read: async () => text,
      write: async (written: string) => {
        text = rivals.shift() ?? written;
      },
      keys: () => parseApiKeys(text),
    };
  };

  test('no key is lost: one that was overwritten is written again', async () => {
    const secret = contested(['{"trino":"theirs"}']);
    await apiKeyEditor(secret).set('botmaker', KEY);
    expect(secret.keys()).toEqual({ trino: 'theirs', botmaker: KEY });
  });

  test('a key that cannot be kept is reported', async () => {
    const secret = contested(Array.from({ length: 9 }, (_, at) => `{"trino":"${at}"}`));
    await expect(apiKeyEditor(secret).set('botmaker', KEY)).rejects.toThrow('at the same time');
  });
});

test('a damaged secret is not overwritten, and its text is not shown', async () => {
  const stack = stackOf({ apiKeys: `{"trino":"${KEY}` });
  const refused = await acuse(['source', 'edit', 'botmaker', '--api-key'], await deployed(stack), 'new');
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('holds no JSON') });
  expect(refused.stderr).not.toContain(KEY);
  expect(stack.writes).toEqual([]);
});

test('more keys than a secret can hold are refused', async () => {
  const many = Array.from({ length: 16 }, (_, at) => [`source-${at}`, 'x'.repeat(4000)]);
  const stack = stackOf({ apiKeys: JSON.stringify(Object.fromEntries(many)) });
  const refused = await acuse(
    ['source', 'edit', 'botmaker', '--api-key'],
    await deployed(stack),
    'x'.repeat(4000),
  );
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('64 KB') });
});

// What leaves the thread that reads a card: by default nothing about the person, by no way.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CardKey, CardRequest } from '../../../../functions/processors/id-card/card.ts';
import { codeOf } from '../../../../functions/processors/photo/run-in-thread.ts';
import { cardPhoto } from '../../../../local/demo/cards/card-photo.ts';
import { LUZ } from '../../../../local/demo/cards/people.ts';
import { reachable, root, sourceFiles } from '../../../rules/source-files.ts';

const NUMBER = '9999123456';
/** What the code of the drawn card says, in the forms in which it could be written. */
const NUMBERS = [NUMBER, '9.999.123.456'];
const NAMES = [...LUZ.surnames, ...LUZ.names];
const BORN = ['1985-03-14', '19850314', '14/03/1985', '850314'];
const OTHERS = ['PubDSK', '0199998888', '12345678', 'O+'];

let near: Uint8Array;
let far: Uint8Array;
beforeAll(async () => {
  near = await cardPhoto('near');
  far = await cardPhoto('far');
});

/** Everything that comes out of a thread, as text: messages, output, errors, its end. */
async function told(photo: Uint8Array, more: Partial<CardRequest>): Promise<string> {
  const request: CardRequest = { countries: ['AR', 'CO', 'CL'], keys: [], nowMs: Date.now(), ...more };
  const limits = { minPixels: 300, maxMegapixels: 25, minBytes: 0 };
  const texts: string[] = [];
  const thread = new Worker(codeOf('card'), {
    workerData: { file: new Uint8Array(photo), request, limits },
    env: {},
    stdout: true,
    stderr: true,
  });
  const tell = (value: unknown) => texts.push(JSON.stringify(value));
  thread.stdout.on('data', (text: Buffer) => texts.push(text.toString()));
  thread.stderr.on('data', (text: Buffer) => texts.push(text.toString()));
  thread.on('message', tell);
  thread.on('error', (error) => texts.push(String(error.stack), JSON.stringify(error.cause) ?? ''));
  const code = await new Promise((resolve) => thread.once('exit', resolve));
  return `${texts.join('\n')}\nended with ${code}`;
}

const among = (text: string, secrets: readonly string[]) => secrets.filter((secret) => text.includes(secret));

describe('by default a thread tells nothing of the person', () => {
  test.each<[string, Partial<CardRequest>, string]>([
    ['a card that matches', { expected: NUMBER }, '"reason":"ok"'],
    ['a card that does not match', { expected: '1' }, '"reason":"does_not_match"'],
    ['a card that is compared with nothing', {}, '"reason":"ok"'],
    ['a card of another country', { countries: ['CL'], expected: NUMBER }, '"reason":"other_country"'],
  ])('%s', async (_what, request, reason) => {
    const text = await told(near, request);
    expect(text).toContain(reason);
    expect(text).toContain('ended with 0');
    expect(among(text, [...NUMBERS, ...NAMES, ...BORN, ...OTHERS])).toEqual([]);
  });

  test('a card that is not read', async () => {
    const text = await told(far, { expected: NUMBER, keys: ['card_number', 'card_names', 'card_born'] });
    expect(text).toContain('"reason":"come_closer"');
    expect(among(text, [...NUMBERS, ...NAMES, ...BORN, ...OTHERS])).toEqual([]);
  });
});

describe('a thread tells only what is asked for', () => {
  const all = [...NUMBERS, ...NAMES, ...BORN, ...OTHERS];
  test.each<[CardKey, string[]]>([
    ['card_number', [NUMBER]],
    ['card_names', NAMES],
    ['card_born', ['1985-03-14']],
  ])('%s', async (key, expected) => {
    expect(among(await told(near, { keys: [key] }), all)).toEqual(expected);
  });

  test('and of a card that is not accepted nothing at all', async () => {
    const keys: CardKey[] = ['card_number', 'card_names', 'card_born'];
    expect(among(await told(near, { keys, countries: ['AR'] }), all)).toEqual([]);
  });
});

test('a thread that fails does not tell why in the words of the card', async () => {
  const text = await told(near, { expected: NUMBER, nowMs: Number.NaN });
  expect(among(text, [...NUMBERS, ...NAMES, ...BORN, ...OTHERS])).toEqual([]);
});

describe('what handles a card has no way to keep or send it', () => {
  const folders = ['functions/processors/photo', 'functions/processors/id-card'];
  const files = [
    ...reachable('functions/processors/id-card/thread.ts'),
    ...folders.flatMap((folder) => sourceFiles(folder).map(({ path }) => path)),
  ];
  const texts = [...new Set(files)].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

  test('of Node it reads files, and the worker starts the thread', () => {
    expect(texts.length).toBeGreaterThan(20);
    const used = texts.flatMap(({ text }) =>
      [...text.matchAll(/import ([^;]*?) from '(node:[^']+)'/g)].map(
        ([, names, from]) => `${names} of ${from}`,
      ),
    );
    expect([...new Set(used)].toSorted()).toEqual([
      '{ Worker } of node:worker_threads',
      '{ createRequire } of node:module',
      '{ extname, join } of node:path',
      '{ parentPort, workerData } of node:worker_threads',
      '{ readFile } of node:fs/promises',
    ]);
  });

  test('it prints nothing, and calls nobody by itself', () => {
    const others = /\b(console\.|fetch\(|process\.(std|env|emit|report)|WebSocket|BroadcastChannel)/;
    expect(texts.filter(({ text }) => others.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

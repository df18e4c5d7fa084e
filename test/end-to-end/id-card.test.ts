// Identity cards through the program as a user starts and sets it: a Treble conversation that waits, a message on
// Botmaker and one on Trino AI. And nothing of a card is anywhere that somebody else can look at.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cardPhoto } from '../../local/demo/cards/card-photo.ts';
import { LUZ } from '../../local/demo/cards/people.ts';
import { botmakerMessage } from '../../local/simulators/botmaker-webhooks.ts';
import type { Chat, ChatMessage } from '../../local/simulators/chats.ts';
import { messageCreated } from '../../local/simulators/trino-webhooks.ts';
import { acuse } from '../cli/run.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble, variables } from './treble.ts';

const WITHIN = { timeout: 120_000, interval: 100 };

/** As the card has it, and as the customer types it. */
const NUMBER = '9999123456';
const TYPED = '9.999.123.456';
/** Beside the number, what the code of the card says. */
const OF_THE_CARD = [NUMBER, ...LUZ.surnames, ...LUZ.names, '1985-03-14', '19850314', 'PubDSK'];

let photos: Readonly<Record<string, Uint8Array>> = {};
const server = createServer((request, response) => {
  const photo = photos[request.url ?? ''];
  if (photo) response.end(photo);
  else response.writeHead(404).end();
});
let treble: Treble;
let program: Program;
let host: string;
let data: string;

async function succeeds(args: readonly string[], input = ''): Promise<string> {
  const finished = await acuse([...args, '--local', program.ready.baseUrl], {}, input);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  return finished.stdout;
}

beforeAll(async () => {
  photos = { '/near': await cardPhoto('near'), '/far': await cardPhoto('far') };
  treble = await startTreble();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  data = await mkdtemp(join(tmpdir(), 'acuse-cards-'));
  program = await startProgram([
    ...['--data', data, '--parameters', `TrebleBaseUrl=${treble.url}`],
    ...['Processor=id-card', `PhotoAllowedHosts=${host}`, 'CardExpectedKey=cedula'],
  ]);
  for (const platform of ['botmaker', 'trino']) {
    await succeeds(['source', 'edit', platform, '--api-key'], 'any');
    await succeeds(['source', 'edit', platform, '--answers', 'on']);
  }
});

afterAll(async () => {
  await program.stop();
  await treble.close();
  server.closeAllConnections();
  server.close();
  await rm(data, { recursive: true, force: true });
});

const ACCEPTED = {
  card_ok: 'true',
  card_reason: 'ok',
  card_country: 'CO',
  card_kind: 'cedula',
  card_matches: 'true',
  card_expires: '',
  card_number: '',
  card_names: '',
  card_born: '',
};

async function continued(source: string, session: string, path: string, typed: string) {
  const body = waitingBody(session, {
    actual_response: `http://${host}${path}`,
    user_session_keys: [{ key: 'cedula', value: typed, type: null }],
  });
  await vi.waitFor(async () => expect((await post(source, body)).status).toBe(200), WITHIN);
  return vi.waitFor(() => {
    const call = treble.callsFor(session).at(-1);
    return call ? variables(call) : expect.fail('not continued yet');
  }, WITHIN);
}

test('a Treble conversation that waits goes on with the verdict on the card', async () => {
  const url = program.url('treble');
  expect(await continued(url, 'card-1', '/near', TYPED)).toEqual({ ...ACCEPTED, acuse_status: 'done' });
  expect(await continued(url, 'card-2', '/near', '9999123457')).toMatchObject({
    card_ok: 'false',
    card_reason: 'does_not_match',
    card_matches: 'false',
  });
  expect(await continued(url, 'card-3', '/far', TYPED)).toMatchObject({
    card_reason: 'come_closer',
    card_country: '',
    card_matches: '',
  });
});

test('a source gives personal data where it names them, and accepts its own countries', async () => {
  const add = ['source', 'add', 'treble', '--waits', '--json', '--id'];
  const named = JSON.parse(
    await succeeds([...add, 'named', '--card-keys', 'card_number,card_born', '--card-expected-key', 'none']),
  );
  expect(await continued(named.url, 'card-4', '/near', '')).toMatchObject({
    card_ok: 'true',
    card_matches: '',
    card_number: NUMBER,
    card_names: '',
    card_born: '1985-03-14',
  });
  const others = JSON.parse(await succeeds([...add, 'others', '--card-countries', 'AR,CL']));
  expect(await continued(others.url, 'card-5', '/near', TYPED)).toMatchObject({
    card_ok: 'false',
    card_reason: 'other_country',
    card_country: 'CO',
  });
});

test.each(['botmaker', 'trino'] as const)(
  'on %s a message with a card sets the variables of the conversation, and nothing is said',
  async (platform) => {
    const from = platform === 'botmaker' ? '5491155552001' : '5491155552002';
    const simulator = program.ready.simulators[platform];
    const chat = async () => {
      const chats: Chat[] = Object(await (await fetch(`${simulator}/conversations`)).json());
      return chats.find((one) => one.from === from) ?? expect.fail('no conversation yet');
    };
    await fetch(`${simulator}/say`, { method: 'POST', body: JSON.stringify({ text: 'hola', from }) });
    await vi.waitFor(
      async () => expect((await chat()).variables).toMatchObject({ card_reason: 'not_found' }),
      WITHIN,
    );
    const photo: ChatMessage = {
      id: '700001',
      from: 'customer',
      text: '',
      file: { name: 'cedula.jpg', type: 'image/jpeg', url: `http://${host}/near` },
      at: new Date().toISOString(),
      status: 'sent',
      webhooks: [],
    };
    const now = await chat();
    const typing = { ...now, variables: { ...now.variables, cedula: TYPED } };
    const body =
      platform === 'trino'
        ? messageCreated(typing, photo)
        : { ...botmakerMessage(typing, photo), variables: { cedula: TYPED } };
    expect((await post(program.url(platform), JSON.stringify(body))).status).toBe(200);
    await vi.waitFor(async () => expect((await chat()).variables).toMatchObject(ACCEPTED), WITHIN);
    expect((await chat()).messages.filter((message) => message.from === 'bot')).toEqual([]);
  },
);

test('nothing of the card or of what was typed is in what others can look at', async () => {
  const seen = [
    program.log(),
    await succeeds(['stats', '--json']),
    await succeeds(['failures', '--json']),
    await succeeds(['sessions', '--json']),
    await textsIn(join(data, 'logs')),
  ].join('\n');
  expect(seen).toContain('id-card');
  expect([...OF_THE_CARD, TYPED, '/near'].filter((secret) => seen.includes(secret))).toEqual([]);
});

test('what no source has asked for is not stored', async () => {
  expect(await textsIn(data)).not.toMatch(/PE.{1,2}ALOZA|PubDSK/);
});

/** All files of a folder, as text. */
async function textsIn(path: string): Promise<string> {
  const files = await readdir(path, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'latin1').catch(() => '')),
  );
  return texts.join('\n');
}

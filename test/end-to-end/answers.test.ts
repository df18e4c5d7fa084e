// Messages of customers on Botmaker and Trino AI, through the program as a user starts and sets it: worked on by an
// endpoint, answered by the platform's simulated API, and confirmed by the platform's webhooks.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Chat } from '../../local/simulators/chats.ts';
import { acuse } from '../cli/run.ts';
import { type Program, startProgram } from './program.ts';

let program: Program;
/** What the endpoint was asked about, by platform. */
let asked: Record<Platform, string[]>;

const PLATFORMS = ['botmaker', 'trino'] as const;
type Platform = (typeof PLATFORMS)[number];

const textOf = (data: { content?: string; messages?: { message: string }[] }): string =>
  data.content ?? data.messages?.[0]?.message ?? '';

function answerTo(said: string): object {
  const reply = `Respuesta a ${said}`;
  if (said === 'una persona') return { reply, keys: { motivo: 'factura' }, handoff: true };
  if (said !== 'una foto') return { reply };
  const media = { url: `${program.ready.simulators['trino']}/photo.jpg`, filename: 'cedula.jpg' };
  return { reply: [{ media, caption: 'Mire:' }, 'Listo'] };
}

const processor = createServer(async (request, response) => {
  const event = Object(await json(request));
  const said = textOf(event.data);
  const platform: Platform = event.type.includes('trino') ? 'trino' : 'botmaker';
  asked[platform].push(said);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answerTo(said)));
});

/** Pauses of the platform's retries, the longest wait for an echo, and the sweeper's next run. */
const LIMIT_MS = 120_000;
const within = { timeout: LIMIT_MS, interval: 50 };

beforeAll(async () => {
  await new Promise<void>((listening) => processor.listen(0, '127.0.0.1', listening));
  const { port } = processor.address() as AddressInfo;
  program = await startProgram([
    '--parameters',
    'Processor=http',
    `ProcessorUrl=http://127.0.0.1:${port}/work`,
  ]);
  for (const platform of PLATFORMS) {
    const edit = ['source', 'edit', platform, '--local', program.ready.baseUrl];
    await succeeds([...edit, '--api-key'], 'any');
    await succeeds([...edit, '--answers', 'on']);
  }
  await succeeds([
    'source',
    'edit',
    'botmaker',
    '--handoff-intent',
    'humano',
    '--local',
    program.ready.baseUrl,
  ]);
});

afterAll(async () => {
  await program.stop();
  processor.closeAllConnections();
  processor.close();
});

beforeEach(() => {
  asked = { botmaker: [], trino: [] };
});

async function succeeds(args: readonly string[], input = ''): Promise<void> {
  const finished = await acuse(args, {}, input);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
}

let customers = 0;

/** A conversation of its own with a simulated platform. */
class Conversation {
  readonly from: string;
  readonly platform: Platform;

  constructor(platform: Platform) {
    customers += 1;
    this.platform = platform;
    this.from = `5491155551${String(customers).padStart(3, '0')}`;
  }

  async post(path: string, body: object): Promise<Record<string, unknown>> {
    const url = `${program.ready.simulators[this.platform]}${path}`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    expect(response.status).toBe(200);
    return Object(await response.json());
  }

  async say(text: string, as = 'customer'): Promise<void> {
    expect(await this.post('/say', { text, from: this.from, as })).toMatchObject({ status: 200 });
  }

  behave = (behaviour: object) => this.post('/behaviour', behaviour);

  async chat(): Promise<Chat | undefined> {
    const response = await fetch(`${program.ready.simulators[this.platform]}/conversations`);
    const chats: Chat[] = Object(await response.json());
    return chats.find(({ from }) => from === this.from);
  }

  /** What the bot said, in order. */
  async replies(): Promise<string[]> {
    const chat = await this.chat();
    return chat?.messages.filter(({ from }) => from === 'bot').map(({ text }) => text) ?? [];
  }

  /** So many lines of the functions about this source have these fields. */
  lines(fields: Record<string, string>): number {
    const wanted = Object.entries({ ...fields, source: this.platform });
    return program
      .log()
      .split('\n')
      .filter((line) => wanted.every(([name, value]) => line.includes(`"${name}":"${value}"`))).length;
  }

  /** Resolves when `work` has led to one more such line. */
  async until(fields: Record<string, string>, work: () => Promise<unknown>): Promise<void> {
    const before = this.lines(fields);
    await work();
    await vi.waitFor(() => expect(this.lines(fields)).toBeGreaterThan(before), within);
  }

  confirmed = (work: () => Promise<unknown>) => this.until({ event: 'confirmed' }, work);
}

/** On both platforms at the same time. */
const both = (name: string, work: (conversation: Conversation) => Promise<void>) =>
  test(
    name,
    async () => {
      await Promise.all(PLATFORMS.map((platform) => work(new Conversation(platform))));
    },
    2 * LIMIT_MS,
  );

both('a message is answered once, and the answer is confirmed', async (conversation) => {
  await conversation.confirmed(() => conversation.say('hola'));
  expect(await conversation.replies()).toEqual(['Respuesta a hola']);
  expect(asked[conversation.platform]).toEqual(['hola']);
});

both('two quick messages are answered in their order', async (conversation) => {
  const before = conversation.lines({ event: 'confirmed' });
  await conversation.say('uno');
  await conversation.say('dos');
  await vi.waitFor(() => expect(conversation.lines({ event: 'confirmed' })).toBe(before + 2), within);
  expect(await conversation.replies()).toEqual(['Respuesta a uno', 'Respuesta a dos']);
});

both('an API that refuses the key, and then takes it, gets the answer once', async (conversation) => {
  await conversation.behave({ status: 401, times: 1 });
  await conversation.confirmed(() => conversation.say('hola'));
  expect(await conversation.replies()).toEqual(['Respuesta a hola']);
});

both('an API that takes fewer calls gets the answer when it says', async (conversation) => {
  await conversation.behave({ status: 429, retryAfterSeconds: 1, times: 2 });
  await conversation.confirmed(() => conversation.say('hola'));
  expect(await conversation.replies()).toEqual(['Respuesta a hola']);
});

both('a message that the API has taken, and says it has not, is not sent again', async (conversation) => {
  await conversation.behave({ status: 500, effect: true, times: 1 });
  await conversation.confirmed(() => conversation.say('hola'));
  expect(await conversation.replies()).toEqual(['Respuesta a hola']);
});

both('a message whose call never ended is not sent again when it is told', async (conversation) => {
  await conversation.behave({ hang: true, effect: true, times: 1 });
  await conversation.confirmed(() => conversation.say('hola'));
  expect(await conversation.replies()).toEqual(['Respuesta a hola']);
});

both('a message that the API has lost is sent again when no webhook has told of it', async (conversation) => {
  await conversation.behave({ status: 500, times: 1 });
  await conversation.confirmed(() => conversation.say('hola'));
  expect(await conversation.replies()).toEqual(['Respuesta a hola']);
});

both('an answer that no webhook tells of is done, and not confirmed', async (conversation) => {
  const confirmed = conversation.lines({ event: 'confirmed' });
  await conversation.behave({ echo: 'missing', times: 1 });
  await conversation.until({ event: 'outcome', outcome: 'done' }, () => conversation.say('hola'));
  // A later one is confirmed, and only that.
  await conversation.confirmed(() => conversation.say('otra vez'));
  expect(conversation.lines({ event: 'confirmed' })).toBe(confirmed + 1);
  expect(await conversation.replies()).toEqual(['Respuesta a hola', 'Respuesta a otra vez']);
});

both('an answer that comes back without our mark is confirmed by its text', async (conversation) => {
  await conversation.behave({ echo: 'without_marker', times: 1 });
  await conversation.confirmed(() => conversation.say('sin marca'));
});

both('a refusal is in the error log, and a replay sends the answer', async (conversation) => {
  const reason = `${conversation.platform}_404`;
  await conversation.behave({ status: 404, times: 1 });
  await conversation.until({ event: 'outcome', reason }, () => conversation.say('hola'));
  expect(await conversation.replies()).toEqual([]);
  const replay = ['replay', '--reason', reason, '--yes', '--local', program.ready.baseUrl];
  await conversation.confirmed(() => succeeds(replay));
  expect(await conversation.replies()).toEqual(['Respuesta a hola']);
});

both(
  'nothing is answered while an operator has the conversation, until it is given back',
  async (conversation) => {
    await conversation.confirmed(() => conversation.say('hola'));
    await conversation.until({ event: 'outcome', reason: 'filtered' }, () =>
      conversation.say('Soy Ana', 'operator'),
    );
    await conversation.until({ event: 'outcome', reason: 'person_in_charge' }, () =>
      conversation.say('gracias'),
    );
    const giveBack = () => conversation.post('/give-back', { from: conversation.from });
    // Chatwoot tells it by an event of its own, which a message of the same moment may overtake.
    if (conversation.platform === 'botmaker') await giveBack();
    else await conversation.until({ event: 'outcome', type: 'trino.conversation_status_changed' }, giveBack);
    await conversation.confirmed(() => conversation.say('otra cosa'));
    expect(await conversation.replies()).toEqual(['Respuesta a hola', 'Respuesta a otra cosa']);
  },
);

both('a file is brought with its caption, before what follows it', async (conversation) => {
  await conversation.confirmed(() => conversation.say('una foto'));
  const chat = await conversation.chat();
  const sent = chat?.messages
    .filter(({ from }) => from === 'bot')
    .map(({ text, file }) => [text, file?.name]);
  // Botmaker's messages have a text or a file, Chatwoot's both.
  const expected = {
    botmaker: [
      ['Mire:', undefined],
      ['', 'cedula.jpg'],
      ['Listo', undefined],
    ],
    trino: [
      ['Mire:', 'cedula.jpg'],
      ['Listo', undefined],
    ],
  };
  expect(sent).toEqual(expected[conversation.platform]);
});

both('a hand-over sets variables and leaves the conversation to a person', async (conversation) => {
  await conversation.until({ event: 'outcome', outcome: 'done' }, () => conversation.say('una persona'));
  const chat = await conversation.chat();
  expect(chat?.variables).toMatchObject({ motivo: 'factura' });
  if (conversation.platform === 'trino') expect(chat?.state).toBe('open');
  else expect(chat?.handedTo).toBe('humano');
  await conversation.until({ event: 'outcome', reason: 'person_in_charge' }, () =>
    conversation.say('¿Hola?'),
  );
});

both('nothing of it is in the logs: no number, no text, no key', async (conversation) => {
  await conversation.confirmed(() => conversation.say('palabra-secreta'));
  expect(program.log()).not.toMatch(/palabra-secreta|5491155551|Respuesta/);
});

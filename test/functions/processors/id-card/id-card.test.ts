// The processor id-card from an event to variables, with drawn cards on a real server.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { variableName } from '../../../../functions/core/parameters/parameter.ts';
import { variablesOf } from '../../../../functions/core/parameters/variables-of.ts';
import type { Source } from '../../../../functions/core/source/source.ts';
import { idCard } from '../../../../functions/processors/id-card/definition.ts';
import { readEnvironment } from '../../../../functions/runtime/environment.ts';
import { cardPhoto } from '../../../../local/demo/cards/card-photo.ts';
import { sampleJob } from '../../../builders.ts';
import { png } from '../../../fixtures/photos/png.ts';
import { processorContext } from '../processor-context.ts';

const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/photos/${name}`, import.meta.url));

const files: Record<string, Uint8Array> = {
  '/photo': fixture('photo.jpg'),
  '/half': fixture('half.jpg'),
  '/heic': fixture('photo.heic'),
  '/pdf': Buffer.from(`%PDF-1.7\n${' '.repeat(6000)}`),
  '/text': Buffer.from('no picture'.repeat(1000)),
  '/black': png({ width: 400, height: 400, rows: new Uint8Array(401 * 400) }),
  '/bomb': png({ width: 60_000, height: 60_000, rows: new Uint8Array(10) }),
};
const server = createServer((request, response) => {
  const file = files[request.url ?? ''];
  if (request.url === '/down') response.writeHead(503).end();
  else if (file) response.end(file);
  else response.writeHead(404).end();
});
let host: string;

beforeAll(async () => {
  files['/near'] = await cardPhoto('near');
  files['/far'] = await cardPhoto('far');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Environment = Readonly<Record<string, string>>;

/** As a worker makes it, from the environment and the source's own settings. */
function processor(environment: Environment = {}, card?: Source['card']) {
  const defaults = idCard.parameters.map((row) => [variableName(row.name), String(row.default)]);
  const given = {
    ...Object.fromEntries(defaults),
    PHOTO_ALLOWED_HOSTS: host,
    PHOTO_MIN_BYTES: '0',
    ...environment,
  };
  const settings = readEnvironment(variablesOf(...idCard.parameters), given);
  return idCard.make(settings, processorContext({ source: { id: 'treble', ...(card && { card }) } }));
}

interface Asked {
  readonly path: string;
  readonly typed?: string;
  readonly environment?: Environment;
  readonly card?: Source['card'];
}

async function answered({ path, typed, environment, card }: Asked) {
  const { process } = await processor(environment, card);
  const body = JSON.stringify({
    actual_response: path.startsWith('/') ? `http://${host}${path}` : path,
    user_session_keys: typed === undefined ? [] : [{ key: 'cedula', value: typed }],
  });
  return process({ job: sampleJob({}), body }, new AbortController().signal);
}

async function variables(asked: Asked) {
  const answer = await answered(asked);
  if (answer.kind !== 'done') return answer;
  return Object.fromEntries(answer.keys.map(({ key, value }) => [key, value]));
}

const EMPTY = {
  card_ok: 'false',
  card_country: '',
  card_kind: '',
  card_matches: '',
  card_expires: '',
  card_number: '',
  card_names: '',
  card_born: '',
};
const COLOMBIAN = { ...EMPTY, card_country: 'CO', card_kind: 'cedula' };
const OK = { ...COLOMBIAN, card_ok: 'true', card_reason: 'ok' };
const NUMBER = '9999123456';

describe('a card that is read', () => {
  test('is accepted, and nothing of the person is in the answer', async () => {
    expect(await variables({ path: '/near' })).toEqual(OK);
  });

  test.each([
    ['9.999.123.456', 'ok', 'true'],
    ['0 9999-123-456', 'ok', 'true'],
    ['9999123457', 'does_not_match', 'false'],
    // There is nothing to compare with: the name of the variable may be wrong.
    [undefined, 'does_not_match', 'false'],
    ['', 'does_not_match', 'false'],
    ['-', 'does_not_match', 'false'],
    ['0', 'does_not_match', 'false'],
  ])('is compared with %j: %s', async (typed, reason, matches) => {
    const environment = { CARD_EXPECTED_KEY: 'cedula' };
    expect(await variables({ path: '/near', environment, ...(typed !== undefined && { typed }) })).toEqual({
      ...COLOMBIAN,
      card_ok: String(reason === 'ok'),
      card_reason: reason,
      card_matches: matches,
    });
  });

  test('gives of the person only what is named', async () => {
    expect(await variables({ path: '/near', environment: { CARD_KEYS: 'card_number' } })).toEqual({
      ...OK,
      card_number: NUMBER,
    });
    const environment = { CARD_KEYS: 'card_born,card_names' };
    expect(await variables({ path: '/near', environment })).toEqual({
      ...OK,
      card_names: 'LUZ FICTICIA PEÑALOZA NUÑEZ',
      card_born: '1985-03-14',
    });
  });

  test('is refused where its country is not accepted', async () => {
    const environment = { CARD_COUNTRIES: 'AR,CL', CARD_KEYS: 'card_number' };
    expect(await variables({ path: '/near', environment })).toEqual({
      ...COLOMBIAN,
      card_reason: 'other_country',
    });
  });

  test('is read by the source’s own settings, also where they are nothing', async () => {
    const environment = { CARD_KEYS: 'card_number', CARD_EXPECTED_KEY: 'cedula' };
    const nothing = { keys: [], expectedKey: '' };
    expect(await variables({ path: '/near', environment, card: nothing })).toEqual(OK);
    const card = { countries: ['CL'], keys: ['card_born'] };
    expect(await variables({ path: '/near', environment, card })).toMatchObject({
      card_reason: 'other_country',
      card_number: '',
    });
  });
});

describe('a card that is not read', () => {
  test.each([
    ['/far', 'come_closer'],
    ['/photo', 'no_card'],
    ['/black', 'no_card'],
    ['hola', 'not_found'],
    ['https://127.0.0.1/near', 'forbidden_address'],
    ['/nothing', 'unreachable'],
    ['/text', 'not_an_image'],
    ['/heic', 'heic'],
    ['/pdf', 'pdf'],
    ['/half', 'damaged'],
    ['/bomb', 'too_many_pixels'],
  ])('%s: %s, with all nine variables', async (path, reason) => {
    const environment = { CARD_KEYS: 'card_number,card_names,card_born', CARD_EXPECTED_KEY: 'cedula' };
    expect(await variables({ path, environment, typed: NUMBER })).toEqual({ ...EMPTY, card_reason: reason });
  });

  test('is too large or too small by the limits of photos', async () => {
    const tooLarge = { PHOTO_MAX_BYTES: '1000' };
    expect(await variables({ path: '/near', environment: tooLarge })).toMatchObject({
      card_reason: 'too_large',
    });
    const tooSmall = { PHOTO_MIN_PIXELS: '2000' };
    expect(await variables({ path: '/near', environment: tooSmall })).toMatchObject({
      card_reason: 'too_small',
    });
  });

  test('because its host is down is tried again', async () => {
    expect(await answered({ path: '/down' })).toEqual({ kind: 'retry', reason: 'photo_unreachable' });
  });
});

test('photos of several conversations at the same time do not mix', async () => {
  const environment = { CARD_KEYS: 'card_number', CARD_EXPECTED_KEY: 'cedula' };
  const typed = [NUMBER, '1', NUMBER];
  const answers = await Promise.all(
    ['/near', '/far', '/near'].map((path, at) => variables({ path, environment, typed: typed[at] ?? '' })),
  );
  expect(answers.map((answer) => Object(answer).card_reason)).toEqual(['ok', 'come_closer', 'ok']);
  expect(answers[1]).toMatchObject({ card_number: '', card_matches: '' });
});

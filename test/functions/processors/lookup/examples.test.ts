// The examples of the page, each against a server that answers like the real one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/delivery/job.ts';
import { parseLookup } from '../../../../functions/processors/lookup/configuration.ts';
import { lookup } from '../../../../functions/processors/lookup/definition.ts';
import { sampleJob } from '../../../builders.ts';
import { type Request, serve } from '../../../cli/run.ts';
import { root } from '../../../rules/source-files.ts';
import { processorContext } from '../processor-context.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const FOLDER = 'docs/examples/lookup';
const page = read('docs/processors/lookup.md');
const files = readdirSync(join(root, FOLDER));

test.each(files)('%s is unchanged in the page', (name) => {
  const language = name.endsWith('.json') ? 'json' : 'js';
  expect(page).toContain(
    `\`${FOLDER}/${name}\`:\n\n\`\`\`${language}\n${read(`${FOLDER}/${name}`).trimEnd()}\n\`\`\``,
  );
});

const examples = files.filter((name) => name.endsWith('.json'));

test.each(examples)('%s can be stored as it is', (name) => {
  expect(() => parseLookup(read(`${FOLDER}/${name}`))).not.toThrow();
});

/** The example, with this server in place of the hosts that it names. */
async function run(name: string, server: string, job: Partial<Job>, body: object) {
  const example = JSON.parse(read(`${FOLDER}/${name}.json`));
  const { pathname, search } = new URL(example.url);
  const moved = {
    ...example,
    url: `${server}${decodeURI(pathname)}${decodeURI(search)}`,
    privateNetwork: true,
    ...(example.followRedirectTo && { followRedirectTo: new URL(server).host }),
  };
  const apiKeys = { of: async () => 'the secret value' };
  const source = { id: 'shop', lookup: JSON.stringify(moved) };
  const made = await lookup.make({}, processorContext({ source, apiKeys }));
  const answer = await made.process(
    { job: sampleJob(job), body: JSON.stringify(body) },
    new AbortController().signal,
  );
  if (answer.kind !== 'done') throw new Error(`${answer.kind}: ${'reason' in answer ? answer.reason : ''}`);
  const keys = Object.fromEntries(answer.keys.map(({ key, value }) => [key, value]));
  return { keys, reply: answer.reply?.[0]?.text };
}

/** Answers a GET of an address by what is known, else with 404. */
const knowing = (known: Record<string, object>, headers: Request['headers'][] = []) =>
  serve((request, response) => {
    headers.push(request.headers);
    const found = known[request.url];
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { error: 'no such client' }));
  });

test('a balance by the number of a document', async () => {
  const headers: Request['headers'][] = [];
  const server = await knowing(
    { '/clients/1020304050': { client: { name: 'Ana', balance: 150000.5 } } },
    headers,
  );
  const session = (value: string) => ({ user_session_keys: [{ key: 'documento', value }] });
  expect(await run('balance', server, {}, session('1020304050'))).toEqual({
    keys: { nombre: 'Ana', saldo: '150000.5', moneda: 'COP', lookup_found: 'true', lookup_reason: 'found' },
    reply: 'Hola Ana, su saldo es 150000.5 COP.',
  });
  expect(headers[0]?.authorization).toBe('the secret value');
  expect(await run('balance', server, {}, session('1'))).toEqual({
    keys: { nombre: '', saldo: '', moneda: '', lookup_found: 'false', lookup_reason: 'not_found' },
    reply: 'No encontramos el documento 1.',
  });
});

test('the status of an order, by what the customer wrote', async () => {
  const server = await knowing({
    '/api/orders?number=A-77&limit=1': { orders: [{ number: 'A-77', status: 'enviado' }] },
    '/api/orders?number=%C2%BFd%C3%B3nde%20est%C3%A1%3F&limit=1': { orders: [] },
  });
  const says = (content: string) => ({ message_type: 'incoming', content });
  const trino = { platform: 'trino', type: 'trino.message_created' };
  expect(await run('order-status', server, trino, says('A-77'))).toEqual({
    keys: { pedido: 'A-77', estado: 'enviado', pedido_encontrado: 'true', lookup_reason: 'found' },
    reply: 'Su pedido A-77 está: enviado.',
  });
  expect(await run('order-status', server, trino, says('¿dónde está?'))).toEqual({
    keys: { pedido: '', estado: '', pedido_encontrado: 'false', lookup_reason: 'not_found' },
    reply: 'No hay un pedido ¿dónde está?. Escriba solo el número, por favor.',
  });
});

test('a contact of HubSpot by telephone, on every platform', async () => {
  const contact = { id: '51', properties: { firstname: 'Ana', email: null, lifecyclestage: 'customer' } };
  const server = await serve(({ url, body, headers }, response) => {
    const { filterGroups, properties } = JSON.parse(body);
    const asked = filterGroups.map(
      ({
        filters: [{ propertyName, operator, value }],
      }: { filters: { [name: string]: string }[] } & { filters: [Record<string, string>] }) => [
        propertyName,
        operator,
        value,
      ],
    );
    const right =
      url === '/crm/v3/objects/contacts/search' &&
      headers.authorization === 'the secret value' &&
      properties.includes('email');
    const known = asked.some(
      ([name, operator, value]: string[]) =>
        name === 'phone' && operator === 'EQ' && value === '+573001234567',
    );
    response.writeHead(right ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { total: 1, results: [contact] } : { total: 0, results: [] }));
  });
  const found = {
    hubspot_id: '51',
    nombre: 'Ana',
    correo: '',
    etapa: 'customer',
    lookup_found: 'true',
    lookup_reason: 'found',
  };
  for (const [platform, body] of [
    ['treble', { country_code: '+57', cellphone: '3001234567' }],
    ['botmaker', { contactId: '573001234567', messages: [] }],
    ['trino', { message_type: 'incoming', sender: { type: 'contact', phone_number: '+573001234567' } }],
  ] as const)
    expect((await run('hubspot-contact', server, { platform }, body)).keys).toEqual(found);
  const other = { country_code: '+57', cellphone: '3009999999' };
  expect((await run('hubspot-contact', server, {}, other)).keys).toMatchObject({
    lookup_reason: 'not_found',
  });
  expect((await run('hubspot-contact', server, {}, {})).keys).toMatchObject({
    lookup_reason: 'missing_value',
  });
});

/** What the script answers, with a sheet of these rows. */
function runScript(rows: readonly (readonly string[])[], documento: string): string {
  const textOutput = (text: string) => ({ text, setMimeType: () => ({ text }) });
  const range = { getDisplayValues: () => rows };
  const sheet = { getSheets: () => [{ getDataRange: () => range }] };
  const context = vm.createContext({
    SpreadsheetApp: { getActiveSpreadsheet: () => sheet },
    ContentService: { createTextOutput: textOutput, MimeType: { JSON: 'json' } },
  });
  vm.runInContext(read(`${FOLDER}/google-sheet.gs`), context);
  return context['doGet']({ parameter: { documento } }).text;
}

test('a row of a Google sheet, behind the redirect of Apps Script', async () => {
  const rows = [
    ['documento', 'cita', 'sede'],
    ['1020', '3 de mayo, 10:00', 'Norte'],
  ];
  const server = await serve(({ url, headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    const documento = searchParams.get('documento') ?? '';
    if (pathname === '/macros/s/DEPLOYMENT/exec')
      response
        .writeHead(302, {
          location: `http://${headers.host}/macros/echo?user_content_key=x&documento=${documento}`,
        })
        .end();
    else response.end(runScript(rows, documento));
  });
  const session = (value: string) => ({ user_session_keys: [{ key: 'documento', value }] });
  expect(await run('google-sheet', server, {}, session('1020'))).toEqual({
    keys: { cita: '3 de mayo, 10:00', sede: 'Norte', lookup_found: 'true', lookup_reason: 'found' },
    reply: 'Su cita es el 3 de mayo, 10:00 en Norte.',
  });
  expect((await run('google-sheet', server, {}, session('7'))).keys).toMatchObject({ lookup_found: 'false' });
});

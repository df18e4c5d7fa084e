import { request } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startTrebleSimulator, type TrebleSimulator } from '../../../local/simulators/treble.ts';

async function simulator(): Promise<TrebleSimulator> {
  const started = await startTrebleSimulator();
  onTestFinished(started.close);
  return started;
}

const keys = (value = '1') => ({ user_session_keys: [{ key: 'a', value }] });

async function call(
  url: string,
  method: string,
  body?: unknown,
): Promise<{ status: number; headers: Headers; json: unknown }> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text.startsWith('<') ? text : JSON.parse(text),
  };
}

const update = ({ url }: TrebleSimulator, id: string, body: unknown = keys()) =>
  call(`${url}/session/${id}/update`, 'POST', body);
const behave = ({ url }: TrebleSimulator, body: unknown) => call(`${url}/behaviour`, 'POST', body);
const conversations = async ({ url }: TrebleSimulator) => (await call(`${url}/conversations`, 'GET')).json;

describe('a session update', () => {
  test('continues a stopped conversation, and notifies its caller', async () => {
    const treble = await simulator();
    expect((await call(`${treble.url}/conversations`, 'POST', { session_id: 'a/b' })).status).toBe(201);
    const continued = treble.continued('a/b');
    expect(await conversations(treble)).toMatchObject([
      { sessionId: 'a/b', standing: true, knownToStand: true },
    ]);
    expect(await update(treble, 'a%2Fb')).toMatchObject({
      status: 200,
      json: { message: 'Session updated successfully', session_id: 'a/b' },
    });
    expect(await continued).toEqual(keys().user_session_keys);
    expect(await conversations(treble)).toMatchObject([
      { standing: false, timesContinued: 1, attempts: 1, sessionKeys: keys().user_session_keys },
    ]);
  });

  test('accepts a session that was not stopped here, and shows that', async () => {
    const treble = await simulator();
    expect((await update(treble, 'unknown')).status).toBe(200);
    expect(await conversations(treble)).toMatchObject([
      { sessionId: 'unknown', knownToStand: false, timesContinued: 1 },
    ]);
  });

  test.each([[{}], [{ user_session_keys: [{ key: 'a', value: 1 }] }], ['text']])(
    'with the body %j is refused',
    async (body) => {
      const treble = await simulator();
      treble.stop('a');
      expect((await update(treble, 'a', body)).status).toBe(400);
      expect(await conversations(treble)).toMatchObject([{ standing: true, timesContinued: 0, attempts: 1 }]);
    },
  );
});

test('a caller that closes the connection during a request has no effect on others', async () => {
  const treble = await simulator();
  const { promise, resolve } = Promise.withResolvers<void>();
  const call = request(`${treble.url}/session/a/update`, {
    method: 'POST',
    headers: { 'content-length': 100 },
  });
  call.on('error', () => resolve());
  call.write('{"user_', () => call.destroy(new Error('gone')));
  await promise;
  await vi.waitFor(async () => expect(await conversations(treble)).toMatchObject([{ attempts: 1 }]));
  expect((await update(treble, 'a')).status).toBe(200);
});

describe('on demand', () => {
  test('it fails a number of times with Retry-After, and then answers as usual', async () => {
    const treble = await simulator();
    treble.stop('a');
    await behave(treble, { status: 503, times: 2, retryAfterSeconds: 7 });
    const first = await update(treble, 'a');
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await conversations(treble)).toMatchObject([{ standing: true, attempts: 1 }]);
    expect((await update(treble, 'a')).status).toBe(503);
    expect((await update(treble, 'a')).status).toBe(200);
  });

  test('it is slow', async () => {
    const treble = await simulator();
    await behave(treble, { delayMs: 80 });
    const startedAt = performance.now();
    expect((await update(treble, 'a')).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(79);
  });

  test('it hangs until the caller gives up, and DELETE resets it', async () => {
    const treble = await simulator();
    await behave(treble, { hang: true });
    const hanging = fetch(`${treble.url}/session/a/update`, {
      method: 'POST',
      body: JSON.stringify(keys()),
      signal: AbortSignal.timeout(100),
    });
    await expect(hanging).rejects.toThrow('timeout');
    expect((await call(`${treble.url}/behaviour`, 'DELETE')).json).toMatchObject({
      hang: false,
      status: 200,
    });
    expect((await update(treble, 'a')).status).toBe(200);
  });

  test('but not with an unsupported behaviour', async () => {
    const answer = await behave(await simulator(), { delay: 5, status: 'x' });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.json)).toMatch(/delay|status/);
  });
});

describe('the page', () => {
  test('shows conversations, and escapes their values', async () => {
    const treble = await simulator();
    treble.stop('<script>alert(1)</script>');
    const { json: page } = await call(treble.url, 'GET');
    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toContain('<script>');
  });

  test.each([
    [{ host: 'evil.example' }],
    [{ host: 'evil.example:{port}' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
  ])('and the controls refuse %j', async (foreign) => {
    const { url } = await simulator();
    const { port } = new URL(url);
    for (const path of ['/', '/conversations', '/behaviour']) {
      const status = await new Promise((done) => {
        const { host, ...others } = { host: '127.0.0.1:{port}', ...foreign };
        const headers = { host: host.replace('{port}', port), ...others };
        request(`${url}${path}`, { headers }, (response) => done(response.resume().statusCode)).end();
      });
      expect(status).toBe(403);
    }
  });
});

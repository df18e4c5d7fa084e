// What a thread may take, and what becomes of it: it never ends the worker, and says nothing but its message.
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { runInThread } from '../../../../functions/processors/photo/run-in-thread.ts';

const SECRET = 'markerofaperson';
const run = (name: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  runInThread({
    code: join(import.meta.dirname, 'threads', `${name}.ts`),
    file: new Uint8Array(3),
    data: { secret: SECRET },
    message: v.object({ variables: v.number(), bytes: v.number() }),
    signal: new AbortController().signal,
    ...more,
  });

test('a thread that takes too much memory is ended, and the process goes on', async () => {
  expect(await run('hungry')).toBeUndefined();
});

test('a thread that takes too long is ended', async () => {
  expect(await run('endless', { timeoutMs: 300 })).toBeUndefined();
});

test('a thread that nobody needs any more is ended', async () => {
  await expect(run('endless', { signal: AbortSignal.timeout(300) })).rejects.toThrow();
});

test('an error of a thread is told by its name, without its text', async () => {
  const error: unknown = await run('broken').catch((thrown: unknown) => thrown);
  expect(error).toEqual(new Error('The thread failed: RangeError'));
  expect(error instanceof Error ? `${error.stack} ${String(error.cause)}` : '').not.toContain(SECRET);
});

test('a thread has no environment, and what it prints is not printed', async () => {
  const printed: string[] = [];
  const writes = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    }),
  );
  try {
    expect(await run('talkative')).toEqual({ variables: 0, bytes: 3 });
  } finally {
    for (const write of writes) write.mockRestore();
  }
  expect(printed.join('')).not.toContain(SECRET);
});
